import type { JSX } from "preact";

/** A sentence; that it has no word is told, too. */
export const Said = ({ sentence }: { readonly sentence: string }): JSX.Element =>
  sentence.trim() === "" ? <em class="quiet">no word</em> : <>{sentence}</>;
