import model from "wink-eng-lite-web-model";
import winkNLP from "wink-nlp";

/**
 * A function from English text to its sentences as lower-case words; numerals become `N`, as in
 * the Penn Treebank.
 */
export const createTokenizer = (): ((text: string) => string[][]) => {
  const nlp = winkNLP(model, ["sbd"]);
  return (text) => {
    const document = nlp.readDoc(text);
    const words = document.tokens().out().map(normalise);
    const spans = document.sentences().out<number[]>(nlp.its.span) as number[][];
    return spans.map(([first, last]) => words.slice(first, (last as number) + 1));
  };
};

const normalise = (token: string): string =>
  /^\d[\d.,/]*$/.test(token) ? "N" : token.toLowerCase();
