/** SGD with Nesterov's and with plain momentum, as torch.optim.SGD and PKU's CustomSGD. */
import { type PlainRule, testUpdateRule } from "./update_rule.ts";

const hyperparameters = { momentum: 0.9, weightDecay: 0.5 };

function rule(nesterov: boolean): PlainRule {
  const { momentum, weightDecay } = hyperparameters;
  return (weight, gradient, { rate }, memory) => {
    const decayed = gradient + weightDecay * weight;
    // The first step of torch, which has no buffer yet.
    memory.buffer = memory.buffer === undefined ? decayed : momentum * memory.buffer + decayed;
    return weight - rate * (nesterov ? decayed + momentum * memory.buffer : memory.buffer);
  };
}

const [sgd, nesterov] = [{ kind: "sgd", nesterov: false }, {
  kind: "sgd",
  nesterov: true,
}] as const;
testUpdateRule("SGD with plain momentum", sgd, hyperparameters, rule(false));
testUpdateRule("SGD with Nesterov's momentum", nesterov, hyperparameters, rule(true));
testUpdateRule(
  "SGD without momentum",
  sgd,
  { momentum: 0, weightDecay: 0.5 },
  (weight, gradient, { rate }) => weight - rate * (gradient + 0.5 * weight),
);
