/** Which of several views of the same picture is shown. */

export interface ChoicesProps<View extends string> {
  /** What is chosen, for those who do not see it. */
  readonly label: string;
  readonly views: readonly (readonly [View, string])[];
  readonly chosen: View;
  choose(view: View): void;
}

export function Choices<View extends string>(
  { label, views, chosen, choose }: ChoicesProps<View>,
) {
  return (
    <div class="views" role="group" aria-label={label}>
      {views.map(([view, title]) => (
        <button
          type="button"
          key={view}
          aria-pressed={view === chosen}
          onClick={() => choose(view)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
