/**
 * What was done, for machines: an RO-Crate (https://w3id.org/ro/crate/1.1) by the Process Run
 * profile, in which every action of the pipeline is a CreateAction.
 */
import type { EnvironmentData } from "./environment.ts";
import type { Exhibit } from "./exhibit.ts";

type Entity =
  & { readonly "@id": string; readonly "@type": string | readonly string[] }
  & Readonly<
    Record<string, unknown>
  >;

const reference = (id: string) => ({ "@id": id });

/** The address of a file from the crate's root: only what an address cannot have is encoded. */
function idOf(path: string): string {
  return encodeURI(decodeURIComponent(path)).replaceAll(/[#?]/g, encodeURIComponent);
}

export function crateOf(
  exhibits: readonly Exhibit[],
  files: readonly string[],
  { commit, deno }: EnvironmentData,
  date: Date,
): object {
  const results = new Map<string, Entity>();
  const actions = exhibits.flatMap((exhibit) => actionsOf(exhibit, results));
  const day = date.toISOString().slice(0, 10);
  return {
    "@context": "https://w3id.org/ro/crate/1.1/context",
    "@graph": [
      {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        conformsTo: reference("https://w3id.org/ro/crate/1.1"),
        about: reference("./"),
      },
      {
        "@id": "./",
        "@type": "Dataset",
        conformsTo: reference("https://w3id.org/ro/wfrun/process/0.5"),
        name: `Reproductions of grokking: ${exhibits.map(({ name }) => name).join(", ")}`,
        description: "Trained networks, what was measured of them, figures, and verdicts on claims",
        datePublished: day,
        license: reference("https://spdx.org/licenses/MIT"),
        hasPart: files.map((path) => reference(idOf(path))),
        mentions: actions.map(({ "@id": id }) => reference(id)),
      },
      {
        "@id": "https://w3id.org/ro/wfrun/process/0.5",
        "@type": "CreativeWork",
        name: "Process Run Crate",
        version: "0.5",
      },
      {
        "@id": "https://spdx.org/licenses/MIT",
        "@type": "CreativeWork",
        name: "MIT License",
      },
      {
        "@id": "#regrok",
        "@type": "SoftwareApplication",
        name: "Regrok",
        softwareVersion: commit ?? "unknown",
        softwareRequirements: `Deno ${deno}`,
      },
      ...files.map((path): Entity => ({ "@id": idOf(path), "@type": "File" })),
      ...actions,
      ...results.values(),
    ],
  };
}

/** Actions that are done, and what each made, by the hash of its contents. */
function actionsOf({ name, snapshot: { plans } }: Exhibit, results: Map<string, Entity>): Entity[] {
  return [...plans.values()].filter(({ records }) => records.length > 0).map((plan) => {
    const made = plan.records.flatMap(({ files }) => Object.entries(files));
    const ids = made.map(([file, { hash }]) => {
      const id = `urn:sha-256:${hash}`;
      results.set(id, {
        "@id": id,
        "@type": "CreativeWork",
        name: file,
        identifier: hash,
      });
      return id;
    });
    const { id, stage } = plan.action;
    return {
      "@id": `#${name}/${id}`,
      "@type": "CreateAction",
      name: `${stage} of ${name}`,
      instrument: reference("#regrok"),
      actionStatus: reference("http://schema.org/CompletedActionStatus"),
      result: [...new Set(ids)].map(reference),
    };
  });
}
