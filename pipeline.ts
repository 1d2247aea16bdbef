/** The front door: the command line, and nothing else. */
import { Argument, Command, Option } from "@commander-js/extra-typings";
import { exitCodes, UsageError } from "./commands/exit.ts";
import type { ListCommand } from "./commands/list.ts";
import { addPageCommands } from "./commands/page_commands.ts";
import {
  artifacts,
  collect,
  device,
  engine,
  folderName,
  fractions,
  json,
  names,
  positiveInteger,
  preset,
  searched,
  set,
} from "./commands/options.ts";
import { exportNames } from "./exports/names.ts";
import { publishedNames } from "./commands/published_data.ts";
import { ConfigError } from "./schemas/diagnostics.ts";
import { StoreError } from "./store/errors.ts";
import { OutputError, print, tell } from "./terminal/output.ts";

const program = new Command()
  .name("./regrok")
  .description(
    "Regrok reproduces grokking: experiments in YAML become trained networks, figures and verdicts.",
  )
  .showHelpAfterError("(add --help for what is possible)")
  .configureOutput({
    writeOut: (text) => print(text.trimEnd()),
    writeErr: (text) => tell(text.trimEnd()),
  })
  .exitOverride() // commands take this over when they are made, so it stands before them
  .addHelpText(
    "after",
    `
Examples:
  ./regrok run configs/quickstart.yaml                    everything that is not up to date
  ./regrok run configs/quickstart.yaml --dry-run          what that would be, and why
  ./regrok run configs/quickstart.yaml --set optimizer.learningRate=0.02
  ./regrok run configs --preset small                     every experiment, at its small size
  ./regrok status configs/quickstart.yaml
  ./regrok dashboard                                      all of it in a browser, live
  ./regrok why trainFraction-0.3_seed-0

Exit codes: 0 done (claims that fail are findings), 1 an action failed, 2 wrong usage or
experiment, 4 \`verify\` found a difference, 130 or 143 stopped by Ctrl-C or SIGTERM; the
same command then goes on.`,
  );

const jobs = ["-j, --jobs <number>", "actions that run at once", positiveInteger] as const;
const batchRuns = [
  "--batch-runs <number>",
  "runs of one network that train as one program at most, on webgpu and cuda",
  positiveInteger,
  64,
] as const;
const frozen = [
  "--frozen",
  "fail instead of training, for machines that only redraw",
  false,
] as const;

program.command("new")
  .description("write a commented experiment to start from")
  .argument("<name>", "its name, as in mine for configs/mine.yaml, or the file, as in ./mine.yaml")
  .action(async (name) => {
    const { newCommand } = await import("./commands/new.ts");
    Deno.exitCode = await newCommand(name);
  });

program.command("import")
  .description(
    "write an experiment from others' files: a folder of Lightning logs, a W&B sweep.yaml, or a " +
      "configuration of the Deep Grokking replication",
  )
  .argument("<source>", "the folder or file")
  .option("-o, --output <file>", "the experiment to write; in configs/ if left out")
  .option(
    "--set <field=value>",
    "a setting that the logs do not say, as in task.modulus=97; may be repeated",
    collect,
    [],
  )
  .action(async (source, options) => {
    const { importCommand } = await import("./commands/import.ts");
    Deno.exitCode = await importCommand(source, options);
  });

program.command("run")
  .description(
    "bring experiments up to date: data, training, figures, verdicts; without one, list them",
  )
  .argument("[config...]", "experiments, as in configs/quickstart.yaml, or folders of them")
  .option(...jobs, navigator.hardwareConcurrency)
  .option("-n, --dry-run", "say what would run, and why; change nothing", false)
  .option("--verbose", "with --dry-run: a line for each action, however many", false)
  .option("--verify", "first read every finished file again; what is damaged is made again", false)
  .option("--keep-going", "after a failure, go on with what does not depend on it", false)
  .option(...frozen)
  .option(...set)
  .option(...preset)
  .addOption(engine)
  .addOption(device)
  .option(...batchRuns)
  .option(...json)
  .option(...artifacts)
  .action(async (configs, options) => {
    if (configs.length === 0) return await list(options);
    const { runCommand } = await import("./commands/run.ts");
    Deno.exitCode = await runCommand(configs, options);
  });

program.command("status")
  .description("show which runs are done and what they reached; without an experiment, list them")
  .argument("[config...]", "experiments, or folders of them")
  .option(
    "--where <condition>",
    "only runs whose setting or result is so, as in 'optimizer.weightDecay>=1', 'state=done', " +
      "'validation<0.5' or 'validation99=never'; may be repeated",
    collect,
    [],
  )
  .option("--sort <name>", "order by a setting or result, as in validation99 or trainLoss")
  .option("--reverse", "the other way round", false)
  .option("--figures", "draw what is done so far, beside the final figures in partial/", false)
  .option(...set)
  .option(...preset)
  .addOption(engine)
  .addOption(device)
  .option(...json)
  .option(...artifacts)
  .action(async (configs, options) => {
    if (configs.length === 0) return await list(options);
    const { statusCommand } = await import("./commands/status.ts");
    Deno.exitCode = await statusCommand(configs, options);
  });

addPageCommands(program);

program.command("evaluate")
  .description("ask trained networks again: checkpoints on any sets, truncated weights, your rows")
  .argument("<config>", "the experiment, as in configs/quickstart.yaml")
  .argument("[run...]", "names of runs, as `status` lists them; all if left out")
  .option("--steps <list>", "checkpoints, as in 500,1000..2000,last; all if left out")
  .option("--sets <list>", "sets of the data, parted by commas; all if left out", names)
  .option("--truncate <fractions>", "also with so much of each matrix set to zero", fractions, [])
  .option("--corrupt <fractions>", "also with so many of the answers made false", fractions, [])
  .option("--csv <file>", "rows of your own, as in mine=rows.csv; may be repeated", collect, [])
  .option("--threads <number>", "threads of the engine", positiveInteger, 1)
  .option(...json)
  .option(...set)
  .option(...preset)
  .addOption(engine)
  .addOption(device)
  .option(...artifacts)
  .addHelpText(
    "after",
    `
Nothing is trained, and what was evaluated before is not evaluated again. The numbers go to
artifacts/evaluations/<experiment>/ as table.parquet, with a figure beside it. A CSV file has a
column for each operand and one named answer, or tokens,answer, or input,answer as in
data/validation.csv of a run.

Examples:
  ./regrok evaluate configs/quickstart.yaml --steps last --truncate 0.5,0.9
  ./regrok evaluate configs/quickstart.yaml trainFraction-0.5_seed-0 --csv mine=rows.csv`,
  )
  .action(async (config, runs, options) => {
    const { evaluateCommand } = await import("./commands/evaluate.ts");
    Deno.exitCode = await evaluateCommand(config, runs, options);
  });

program.command("verify")
  .description("train runs again, somewhere else, and compare the bytes with those of the store")
  .argument("<config>", "the experiment, as in configs/quickstart.yaml")
  .argument("[run...]", "names of runs, as `status` lists them; a sample if left out")
  .option("--sample <number>", "how many runs, spread over the experiment", positiveInteger, 1)
  .option("--all", "every run that is trained, tables and figures too", false)
  .option("--keep", "keep what was made, to look at it", false)
  .option(...jobs, navigator.hardwareConcurrency)
  .option(...set)
  .option(...preset)
  .addOption(engine)
  .addOption(device)
  .option(...json)
  .option(...artifacts)
  .addHelpText(
    "after",
    `
Results of --engine native are the same bytes on every machine, so a folder of artifacts that was
made elsewhere can be verified here; those of onnxruntime are on processors of one kind, and on webgpu
and cuda they depend in their last bits on which runs trained together. It exits with 4 where something
differs, and says at which step. What is in the store stays as it is; stopped by
Ctrl-C, the same command goes on.

Examples:
  ./regrok verify configs/quickstart.yaml                 one run
  ./regrok verify configs/quickstart.yaml --all --json
  ./regrok verify configs/quickstart.yaml trainFraction-0.3_seed-0 --engine native`,
  )
  .action(async (config, runs, options) => {
    const { verifyCommand } = await import("./commands/verify.ts");
    Deno.exitCode = await verifyCommand(config, runs, options);
  });

program.command("diff")
  .description("show how the settings of two runs differ, and what each reached")
  .argument("<a>", "a run, as in trainFraction-0.3_seed-0 or quickstart/trainFraction-0.3_seed-0")
  .argument("<b>", "another")
  .option(...searched)
  .option(...set)
  .option(...preset)
  .addOption(engine)
  .addOption(device)
  .option(...json)
  .option(...artifacts)
  .action(async (a, b, options) => {
    const { diffCommand } = await import("./commands/diff.ts");
    Deno.exitCode = await diffCommand(a, b, options);
  });

program.command("why")
  .description("say in one sentence why a run or figure is not up to date")
  .argument("<run>", "a run, a figure, or the id of an action")
  .option(...searched)
  .option(...set)
  .option(...preset)
  .addOption(engine)
  .addOption(device)
  .option(...json)
  .option(...artifacts)
  .action(async (run, options) => {
    const { whyCommand } = await import("./commands/why.ts");
    Deno.exitCode = await whyCommand(run, options);
  });

program.command("program")
  .description(
    "print the training program of a run: its graph, or the C that the engine native compiles",
  )
  .argument("<run>", "a run, as in trainFraction-0.3_seed-0 or quickstart/trainFraction-0.3_seed-0")
  .addOption(
    new Option("--show <form>", "in which form").choices(["text", "c"] as const).default(
      "text" as const,
    ),
  )
  .option(...searched)
  .option(...set)
  .option(...preset)
  .action(async (run, options) => {
    const { programCommand } = await import("./commands/program.ts");
    Deno.exitCode = await programCommand(run, options);
  });

program.command("export")
  .description("copy one run (model.onnx, metrics, checkpoints, data) to a folder")
  .argument("<config>", "the experiment")
  .argument("<run>", "the run, as status lists it")
  .requiredOption("--to <folder>", "where the files go", folderName)
  .addOption(
    new Option("--format <name>", "as another program leaves its runs, in place of our own files")
      .choices(exportNames),
  )
  .option(...jobs, navigator.hardwareConcurrency)
  .option(...frozen)
  .option(...set)
  .option(...preset)
  .addOption(engine)
  .addOption(device)
  .option(...json)
  .option(...artifacts)
  .action(async (config, run, options) => {
    const { exportCommand } = await import("./commands/export.ts");
    Deno.exitCode = await exportCommand(config, run, options);
  });

program.command("convert")
  .description(
    "a checkpoint to the PyTorch names of openai/grok, PKU, danielmamay or Nanda, or back: " +
      "safetensors both",
  )
  .argument("<file>", "a checkpoint of ours, or a state dict of theirs saved as safetensors")
  .requiredOption("-o, --output <file>", "the file to write")
  .option(
    "--heads <number>",
    "attention heads of a transformer of ours, where no params.json or hparams.yaml says it",
    positiveInteger,
  )
  .option(
    "--step <number>",
    "updates that a network of theirs has had, where its file does not say",
    positiveInteger,
  )
  .action(async (file, options) => {
    const { convertCommand } = await import("./commands/convert.ts");
    Deno.exitCode = await convertCommand(file, options);
  });

program.command("exec")
  .description("execute one action by its key; its events are JSON lines on stdout")
  .argument("<key>", "the name of a file in artifacts/actions/, without its ending")
  .option("--threads <number>", "threads to use", positiveInteger, 1)
  .option(...artifacts)
  .action(async (key, options) => {
    const { execCommand } = await import("./commands/exec.ts");
    Deno.exitCode = await execCommand(key, options);
  });

program.command("download")
  .description(
    "fetch a published data set into data/, checked byte by byte; the only use of a network",
  )
  .addArgument(new Argument("<name>", "which").choices(publishedNames))
  .option("--from <folder>", "take the files from a folder that has them, without a network")
  .option("--to <folder>", "where the files go; data/<name> if left out", folderName)
  .option(...json)
  .action(async (name, options) => {
    const { downloadCommand } = await import("./commands/download.ts");
    Deno.exitCode = await downloadCommand(name, options);
  });

program.command("schema")
  .description("print the JSON Schema of experiments, for editors")
  .option("-o, --output <file>", "write it to a file instead")
  .action(async (options) => {
    const { schemaCommand } = await import("./commands/schema.ts");
    Deno.exitCode = await schemaCommand(options);
  });

program.command("explain")
  .description("say what a setting, a kind or a column is; without a name, list them")
  .argument("[name]", "as in optimizer.weightDecay, adamw or validation99")
  .action(async (name) => {
    const { explainCommand } = await import("./commands/explain.ts");
    Deno.exitCode = explainCommand(name);
  });

program.command("reference")
  .description("print all settings, kinds and columns, as docs/reference.md has them")
  .option("-o, --output <file>", "write them to a file instead")
  .action(async (options) => {
    const { referenceCommand } = await import("./commands/explain.ts");
    Deno.exitCode = await referenceCommand(options);
  });

program.command("doctor")
  .description("try everything a run needs on this machine")
  .addOption(device)
  .option(...json)
  .option(...artifacts)
  .action(async (options) => {
    const { doctorCommand } = await import("./commands/doctor.ts");
    Deno.exitCode = await doctorCommand(options);
  });

async function list(options: ListCommand) {
  const { listCommand } = await import("./commands/list.ts");
  Deno.exitCode = await listCommand(options);
}

try {
  await program.parseAsync(["deno", "pipeline.ts", ...Deno.args]);
} catch (error) {
  Deno.exit(explain(error));
}

/** Prints what a person can act on, and returns the exit code; a bug keeps its stack. */
function explain(error: unknown): number {
  if (error instanceof ConfigError || error instanceof UsageError) {
    tell(error.message);
    return exitCodes.usage;
  }
  if (error instanceof StoreError || error instanceof OutputError) {
    tell(error.message);
    return exitCodes.failed;
  }
  if (error instanceof Error && "exitCode" in error && "code" in error) {
    // commander has printed its message; help and version are no errors
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  tell(error instanceof Error ? error.stack ?? error.message : String(error));
  return exitCodes.failed;
}
