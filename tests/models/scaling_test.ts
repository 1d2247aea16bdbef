/** The scales that every network can be given: of its start, and of its outputs. */
import assert from "node:assert/strict";
import { buildModel, findModel, modelKinds, ModelSettings } from "../../models/mod.ts";
import { initialState } from "../../training/state.ts";
import { describePrograms } from "../../training/programs.ts";
import { assertClose } from "../engines/closeness.ts";
import { answer, randomWeights, recipeOf, tokenData } from "./networks.ts";

const data = tokenData(2, 1, 5);

for (const kind of Object.keys(modelKinds) as ModelSettings["kind"][]) {
  const { title } = findModel(kind);

  Deno.test(`the initial scale of the ${title} multiplies every parameter it starts with`, () => {
    const start = (scale: object) => {
      const recipe = recipeOf(ModelSettings.parse({ kind, ...scale }), data);
      return initialState(describePrograms(recipe), 0).tensors;
    };
    const [plain, scaled] = [start({}), start({ initialScale: 8 })];
    assert.deepEqual(Object.keys(scaled), Object.keys(plain));
    for (const [name, tensor] of Object.entries(plain)) {
      // A factor of two's power changes no digit.
      assert.deepEqual([...scaled[name]!.data], Array.from(tensor.data, (x) => 8 * x), name);
    }
  });

  Deno.test(`the output scale of the ${title} multiplies its logits, and no parameter`, async () => {
    const settings = ModelSettings.parse({ kind });
    const [plain, scaled] = [settings, { ...settings, outputScale: 0.5 }]
      .map((each) => recipeOf(each, data));
    assert.deepEqual(scaled!.model.parameters, plain!.model.parameters);
    const weights = randomWeights(plain!);
    const logits = await answer(plain!, weights, [[0, 1], [4, 2]]);
    assertClose(await answer(scaled!, weights, [[0, 1], [4, 2]]), {
      shape: logits.shape,
      data: Float64Array.from(logits.data, (logit) => logit / 2),
    }, 1e-13);
  });
}

Deno.test("scales that make no sense are refused", () => {
  for (const scale of [0, -1, Infinity]) {
    for (const name of ["initialScale", "outputScale"]) {
      assert.ok(!ModelSettings.safeParse({ kind: "mlp", [name]: scale }).success, name);
    }
  }
});

Deno.test("a network without scales is the one of its kind", () => {
  const settings = ModelSettings.parse({ kind: "mlp" });
  assert.deepEqual(Object.keys(settings), ["kind", "hiddenWidths", "dropout"]);
  assert.deepEqual(
    buildModel(settings, data).parameters,
    findModel("mlp").build({ hiddenWidths: [256, 256], dropout: 0.1 }, data).parameters,
  );
});
