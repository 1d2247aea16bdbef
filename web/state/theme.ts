/** Dark or light: as the system is, until it is chosen here. */
import { computed, effect, signal } from "@preact/signals";

const NAME = "regrok-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(system.matches);
const chosen = signal<"dark" | "light" | null>(remembered());

export const theme = computed(() => chosen.value ?? (systemIsDark.value ? "dark" : "light"));

export function toggleTheme(): void {
  chosen.value = theme.value === "dark" ? "light" : "dark";
}

export function followTheme(): void {
  system.addEventListener("change", ({ matches }) => systemIsDark.value = matches);
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    const next = chosen.value;
    try {
      if (next !== null) localStorage.setItem(NAME, next);
    } catch {
      // A browser that keeps nothing forgets the choice.
    }
  });
}

function remembered(): "dark" | "light" | null {
  try {
    const known = localStorage.getItem(NAME);
    return known === "dark" || known === "light" ? known : null;
  } catch {
    return null;
  }
}
