/** Data sets that others publish: where they are, and the bytes that they must have. */

export interface PublishedFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, 64 hexadecimal digits. */
  readonly hash: string;
}

export interface PublishedData {
  readonly title: string;
  /** Folders on the network that hold all of the files, the first to be tried first. */
  readonly addresses: readonly string[];
  readonly files: readonly PublishedFile[];
}

/** By the names that `download` takes. Hosts of addresses stand in deno.json too, as permissions. */
export const publishedData = {
  /** Y. LeCun, C. Cortes and C. Burges; the mirrors of PyTorch and of TensorFlow. */
  mnist: {
    title: "MNIST",
    addresses: [
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ],
    files: [
      {
        name: "train-images-idx3-ubyte.gz",
        bytes: 9_912_422,
        hash: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
      },
      {
        name: "train-labels-idx1-ubyte.gz",
        bytes: 28_881,
        hash: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
      },
      {
        name: "t10k-images-idx3-ubyte.gz",
        bytes: 1_648_877,
        hash: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
      },
      {
        name: "t10k-labels-idx1-ubyte.gz",
        bytes: 4542,
        hash: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
      },
    ],
  },
} as const satisfies Record<string, PublishedData>;

export type PublishedName = keyof typeof publishedData;
export const publishedNames = Object.keys(publishedData) as PublishedName[];
