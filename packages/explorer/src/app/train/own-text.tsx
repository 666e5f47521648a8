import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { counted } from "../../reading/numbers.ts";
import { messageOf, model } from "../state/load.ts";
import { formatOf, isPlain } from "./files.ts";
import { field, own, seen } from "./state.ts";
import { checkSentences, checkSize, MOST, megabytes, textOfFile } from "./text.ts";

/** A longer text is not put into a field, which would be slow. */
const EDITED = 200_000;
const PASTED = "Pasted text";
const QUIET = 250;

/** A text that is typed, pasted, dropped or read from a file; what is wrong with it is told at once. */
export const OwnText = (): JSX.Element => {
  const { name, text, file } = own.value;
  useEffect(() => {
    if (text === "") return;
    const timer = setTimeout(() => look(name, text), QUIET);
    return () => clearTimeout(timer);
  }, [name, text]);
  const long = text.length > EDITED;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files are dropped here, or chosen by the button
    <div
      class="drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        const [file] = event.dataTransfer?.files ?? [];
        if (!file) return;
        event.preventDefault();
        void take(file);
      }}
    >
      {long || file ? (
        <div class="beside">
          <span>
            {name}, {file ? megabytes(file.size) : `${counted(text.length)} characters`}
          </span>
          <button type="button" onClick={() => set(PASTED, "")}>
            Remove
          </button>
        </div>
      ) : (
        <label class="field">
          <span>Sentences, one a line; or drop a file here</span>
          <textarea
            rows={8}
            value={text}
            onPaste={(event) => {
              const pasted = event.clipboardData?.getData("text") ?? "";
              if (pasted.length <= EDITED) return;
              event.preventDefault();
              set(PASTED, pasted);
            }}
            onInput={(event) => set(PASTED, event.currentTarget.value)}
          />
        </label>
      )}
      {file && formatOf(name) !== "lines" && (
        <label class="field">
          <span>Field of the text</span>
          <input
            type="text"
            value={field.value}
            onInput={(event) => {
              field.value = event.currentTarget.value;
            }}
          />
        </label>
      )}
      <label class="field">
        <span>Or open a file</span>
        <input
          type="file"
          accept=".txt,.jsonl,.csv,.tsv,.parquet,.gz,text/plain"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file) void take(file);
          }}
        />
      </label>
      <p class={seen.value.wrong ? "notice" : "quiet"} role={seen.value.wrong ? "alert" : "status"}>
        {seen.value.says}
      </p>
    </div>
  );
};

/** Takes a text, unless it is too large. */
const set = (name: string, text: string): void => {
  try {
    checkSize(name, new Blob([text]).size);
  } catch (error) {
    tellWrong(error);
    return;
  }
  own.value = { name, text };
  seen.value = { says: "" };
};

const take = async (file: File): Promise<void> => {
  try {
    if (file.size > MOST || !isPlain(file.name)) {
      own.value = { name: file.name, text: "", file };
      seen.value = { says: "It is read when the training begins, and what was read is kept here." };
      return;
    }
    const text = await textOfFile(file);
    own.value = { name: file.name, text };
    seen.value = { says: "" };
    if (text.trim() === "") checkSentences(file.name, 0);
  } catch (error) {
    own.value = { name: PASTED, text: "" };
    tellWrong(error);
  }
};

/** Tells what a text holds. */
const look = async (name: string, text: string): Promise<void> => {
  seen.value = { says: "Reading it …" };
  try {
    const { sentences, words, longest } = await model.readText(text);
    if (own.peek().text !== text) return;
    checkSentences(name, sentences, longest);
    seen.value = { says: `${counted(sentences)} sentences, ${counted(words)} words.` };
  } catch (error) {
    if (own.peek().text === text) tellWrong(error);
  }
};

const tellWrong = (error: unknown): void => {
  seen.value = { says: messageOf(error), wrong: true };
};
