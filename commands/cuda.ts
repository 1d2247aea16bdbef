/** What onnxruntime needs to compute on CUDA, and what of it is not on this machine. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "./project.ts";

/** Where things are looked for. */
export interface Places {
  /** As Deno.build has it, for instance `linux/x86_64`. */
  readonly platform: string;
  /** The folder of onnxruntime's own libraries. */
  readonly onnxruntime: string;
  /** Folders of the libraries of the system. */
  readonly libraries: readonly string[];
  exists(path: string): boolean;
}

/** The one platform for which onnxruntime-node has CUDA. */
const PLATFORM = "linux/x86_64";
const PROVIDERS = ["libonnxruntime_providers_cuda.so", "libonnxruntime_providers_shared.so"];
/** What those are linked with: CUDA 12 and cuDNN 9. */
const CUDA = [
  "libcudart.so.12",
  "libcublas.so.12",
  "libcublasLt.so.12",
  "libcurand.so.10",
  "libcufft.so.11",
  "libcudnn.so.9",
];
/** Which comes with NVIDIA's driver. */
const DRIVER = "libcuda.so.1";

/** What is missing, each with its cure; nothing where all is there. */
export function missingForCuda(
  { platform, onnxruntime, libraries, exists }: Places = placesHere(),
): string[] {
  if (platform !== PLATFORM) {
    return [`onnxruntime-node has CUDA for ${PLATFORM} alone, and this is ${platform}`];
  }
  const isThere = (name: string) => libraries.some((folder) => exists(join(folder, name)));
  const missing = CUDA.filter((name) => !isThere(name));
  return [
    ...isThere(DRIVER) ? [] : ["there is no NVIDIA driver: install it and start the machine again"],
    ...PROVIDERS.every((name) => exists(join(onnxruntime, name))) ? [] : [
      "onnxruntime's CUDA libraries are not installed: " +
      "`ONNXRUNTIME_NODE_INSTALL=cuda12 deno install --allow-scripts=npm:onnxruntime-node` " +
      "fetches them",
    ],
    ...missing.length === 0 ? [] : [
      `${missing.join(", ")} not found: install CUDA 12 and cuDNN 9, ` +
      "or name their folders in LD_LIBRARY_PATH",
    ],
  ];
}

function placesHere(): Places {
  const named = Deno.env.get("LD_LIBRARY_PATH")?.split(":").filter((folder) => folder !== "") ?? [];
  return {
    platform: `${Deno.build.os}/${Deno.build.arch}`,
    onnxruntime: join(projectFolder, "node_modules/onnxruntime-node/bin/napi-v6/linux/x64"),
    libraries: [
      ...named,
      "/usr/lib/x86_64-linux-gnu",
      "/usr/lib64",
      "/usr/lib/wsl/lib",
      "/usr/local/cuda/lib64",
      "/opt/cuda/lib64",
    ],
    exists: existsSync,
  };
}
