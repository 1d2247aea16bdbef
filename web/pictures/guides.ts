/** The words beside each picture: what one sees before, at and after the jump, and if it differs. */
import type { GuideText } from "./guide.tsx";

export const guides = {
  circle: {
    shows: "Each point is one answer s: the mean of the network's last features over all pairs " +
      "with that answer, on the two neurons that are most like a cosine and a sine of s. Hues go " +
      "round once from 0 to p-1; faint lines join neighbours on the circle.",
    before:
      "A cloud without order, hues mixed. Chance gives a circle value of about √(π/4p), and " +
      "the two best of many neurons one of 0.2 to 0.6, which comes and goes.",
    jump: "The cloud opens into a ring and the value climbs towards 1, often well before " +
      "accuracy does: the wave is there before all other answers are drowned out.",
    after:
      "A clean ring, above 0.9, gone round as many times as the frequency says: to add b is to " +
      "turn by an angle that belongs to b, and after p such steps one is where one began.",
    otherwise:
      "Between 0.5 and 0.9 with validation right: other frequencies move the points off the " +
      "ring, or the network holds each frequency on more than two neurons; look at the neurons " +
      "and the spectrum. A flat ellipse: one neuron is much weaker, or they are not a quarter turn " +
      "apart; a mere line has 0.64. No ring and no generalisation: train longer, with more weight decay (1 is usual), " +
      "or look whether so large or small a fraction of the pairs is trained on that nothing is " +
      "left to understand. The angle correlation is the value of older dashboards; it is 1 for a " +
      "ring of frequency 1 and 0.2 for as good a one of frequency 5, so that a low one means little.",
  },
  neurons: {
    shows: "The seven neurons most like waves, each against each over all pairs (a, b); colours " +
      "go from the first pair (violet) to the last (yellow). On the diagonal the distribution of " +
      "each, above it Pearson's r.",
    before: "Blots without form, distributions with one hump.",
    jump: "Blots hollow out; lines and ellipses appear.",
    after: "Ellipses and circles: two neurons carry the same frequency, a quarter turn apart. " +
      "Woven figures: they carry different ones. Distributions have two humps, as sines have.",
    otherwise: "A straight line means that two neurons say the same. Separate clumps mean that " +
      "a feature takes few values, as a parity does. Blots that stay: these neurons carry no wave.",
  },
  spectrum: {
    shows: "The power of each frequency in the weights that stand for the numbers, the mean over " +
      "all columns. The five strongest are marked.",
    before: "Flat: random weights have a little of everything.",
    jump: "A few frequencies rise, while weight decay takes away the others.",
    after: "A handful of peaks; the concentration is the share of the three largest, at most a " +
      "half, because each frequency has a mirror image that is not drawn.",
    otherwise: "Wide networks with one hidden layer keep nearly all frequencies and generalise " +
      "all the same. A flat spectrum at high validation accuracy may also mean that the waves " +
      "are not over the residues but over their logarithms, as for multiplication.",
  },
  embedding: {
    shows: "The numbers 0 to p-1 on the two columns of the first weights that vary most. Unlike " +
      "the circle of sums this is about single numbers, before anything is added.",
    before: "A cloud.",
    jump: "Numbers begin to line up along waves.",
    after: "A ring if the two columns carry one frequency, a woven figure if they carry two.",
    otherwise: "No ring is no bad sign: the two widest columns need not belong together. " +
      "Circularity is 1 where all numbers are equally far from the centre, whatever their order.",
  },
  square: {
    shows: "The answer to every pair, a downwards and b to the right. Right or wrong: blue are " +
      "pairs trained on, green others that are right, red others that are wrong, ink trained " +
      "pairs that are still wrong. Answers: the hue of what is answered.",
    before: "Blue fills the pairs trained on while all else stays red: learnt by heart.",
    jump: "Green spreads, first where a mirrored pair (b, a) was trained on, then along whole " +
      "diagonals of equal sums.",
    after: "No red, and in the answers unbroken diagonal stripes.",
    otherwise: "Red that stays in rows or columns: a number is not understood. A symmetric " +
      "pattern of green alone: only mirrored pairs are known.",
  },
  attention: {
    shows: "How much each position that is read (down) looks at each position (across), the mean " +
      "over all pairs, for each head.",
    before: "Much the same everywhere.",
    jump: "Heads may part: some look at a, some at b, or all at both.",
    after: "Usually both operands are seen alike, as addition does not mind their order.",
    otherwise: "The mean hides what depends on the pair: even attention here does not mean that " +
      "no head chooses.",
  },
  maps: {
    shows: "What each of the seven neurons gives for every pair, a downwards and b to the right, " +
      "and how much of that is settled by the answer alone. As waves: how strong each frequency " +
      "along a (downwards from 0) and along b (from negative ones on the left to positive ones) " +
      "is in it.",
    before: "Noise, or speckles at pairs trained on.",
    jump: "Stripes rise out of the noise.",
    after: "Diagonal stripes, as many as the frequency: the neuron knows a + b. As waves, one " +
      "point on the diagonal to the right; for a - b it is the one to the left. A chequered " +
      "pattern is a wave of a times one of b: a point on both diagonals, half of the way.",
    otherwise: "Horizontal or vertical stripes, or waves on the edge or the line in the middle: " +
      "it follows one number alone. Multiplication has its stripes along logarithms, so that " +
      "they look like noise; what is settled by the answer tells the two apart.",
  },
  ask: {
    shows: "Ask the network at this step: its strongest answers to a pair, with their " +
      "probabilities, or with the outputs themselves where the loss is a squared error. A click " +
      "on the square of answers asks for that pair.",
    before: "Sure of pairs it was trained on, and just as sure of wrong answers to others.",
    jump: "The right answer climbs among the first.",
    after: "The right answer alone.",
    otherwise: "A sure wrong answer to a pair trained on: look whether labels were corrupted.",
  },
} satisfies Record<string, GuideText>;
