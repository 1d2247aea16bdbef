/** The menu of what can be taken along of a chart or table, with the command that makes the same. */
import { useRef } from "preact/hooks";
import { copy } from "./copy.ts";

export interface DownloadMenuProps {
  readonly command: string | null;
  /** Titles, and what each does; it is given the menu, by which it finds what it is about. */
  readonly entries: readonly (readonly [title: string, act: (menu: Element) => void])[];
}

export function DownloadMenu({ command, entries }: DownloadMenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute("open");
  return (
    <details
      class="menu"
      ref={menu}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget === null || !currentTarget.contains(relatedTarget as Node)) close();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        close();
        menu.current?.querySelector("summary")?.focus();
      }}
    >
      <summary aria-label="download" title="download">⤓</summary>
      <div>
        {entries.map(([title, act]) => (
          <button
            type="button"
            key={title}
            onClick={() => {
              act(menu.current!);
              close();
            }}
          >
            {title}
          </button>
        ))}
        {command !== null && (
          <button
            type="button"
            class="command"
            title="copy the command that makes it"
            onClick={() => {
              copy(command, "The command is copied");
              close();
            }}
          >
            <code>{command}</code>
          </button>
        )}
      </div>
    </details>
  );
}
