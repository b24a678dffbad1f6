package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import llamanas.engine.search.Part;
import llamanas.engine.search.Problem;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Genome;

/**
 * The mutation of EvoPress (arXiv 2410.14649): a block takes another of its options, and another block one that brings the size
 * back; as often as the smaller of two numbers from 1 to {@value #MOST} says. Blocks are those of a {@link Part}: the layers of a
 * model, the genes of any other space. Where there are several parts, which a depth gene makes, a child changes to another one
 * now and then.
 */
final class LevelSwitch {
    private static final int MOST = 3;
    /** How often a block goes one level up or down, as in the paper; else to any other option, as levels here are of many kinds. */
    private static final double NEIGHBOUR = 0.5;
    /** Sizes that differ by less than this share are equal. */
    private static final double EQUAL = 1e-9;

    private final Problem problem;
    private final Genes genes;
    private final OptionalInt sized;
    private final List<Blocks> parts;

    /**
     * A part with the genes that its blocks vary.
     *
     * @param varied {@code [block]}, genes in which options of the block differ
     */
    private record Blocks(Part part, List<List<Integer>> varied) {
        static Blocks of(Part part) {
            return new Blocks(
                    part,
                    part.options().stream()
                            .map(options -> IntStream.range(0, part.base().size())
                                    .filter(g -> options.stream()
                                            .anyMatch(
                                                    o -> o.get(g) != part.base().get(g)))
                                    .boxed()
                                    .toList())
                            .toList());
        }

        int options(int block) {
            return part.options().get(block).size();
        }

        /** The option of every block that a genome has; the first one where it has none of them. */
        int[] chosen(Genome genome) {
            return IntStream.range(0, varied.size())
                    .map(block -> IntStream.range(0, options(block))
                            .filter(option -> agrees(block, option, genome))
                            .findFirst()
                            .orElse(0))
                    .toArray();
        }

        private boolean agrees(int block, int option, Genome genome) {
            Genome with = part.options().get(block).get(option);
            return varied.get(block).stream().allMatch(gene -> with.get(gene) == genome.get(gene));
        }
    }

    /** One option for one block. */
    private record Move(int block, int option) {}

    /**
     * Of a problem.
     *
     * @param sized the exact objective that stays; empty where there is none
     */
    LevelSwitch(Problem problem, Genes genes, OptionalInt sized) {
        this.problem = problem;
        this.genes = genes;
        this.sized = sized;
        this.parts = Part.of(problem.space()).stream().map(Blocks::of).toList();
    }

    /** A child of whatever size. */
    Genome child(Genome parent, Randomness random) {
        Blocks blocks = blocks(parent, random);
        int[] chosen = blocks.chosen(parent);
        for (int i = switches(random); i > 0; i--) {
            change(blocks, chosen, random);
            change(blocks, chosen, random);
        }
        return blocks.part().genome(chosen);
    }

    /** A child whose size is as near to the target as its last switches bring it; at least one block differs. */
    Genome child(Genome parent, double target, Randomness random) {
        Blocks blocks = blocks(parent, random);
        int[] chosen = blocks.chosen(parent);
        for (int i = switches(random); i > 0; i--) {
            int changed = change(blocks, chosen, random);
            balance(blocks, chosen, changed, target, random);
        }
        boolean nearer = true;
        for (int i = 0; i < chosen.length && nearer; i++) {
            nearer = balance(blocks, chosen, -1, target, random);
        }
        return blocks.part().genome(chosen);
    }

    private static int switches(Randomness random) {
        return 1 + Math.min(random.nextInt(MOST), random.nextInt(MOST));
    }

    /** The part that a genome is of; as seldom as one block in all is another, one drawn by chance. */
    private Blocks blocks(Genome genome, Randomness random) {
        if (parts.size() > 1 && random.nextBoolean(1.0 / genes.count())) {
            return parts.get(random.nextInt(parts.size()));
        }
        return parts.stream()
                .filter(blocks -> problem.space()
                        .canonical(blocks.part().genome(blocks.chosen(genome)))
                        .equals(genome))
                .findFirst()
                .orElse(parts.get(0));
    }

    /** Another option of a block drawn by chance; returns the block. */
    private static int change(Blocks blocks, int[] chosen, Randomness random) {
        List<Integer> free = IntStream.range(0, chosen.length)
                .filter(block -> blocks.options(block) > 1)
                .boxed()
                .toList();
        if (free.isEmpty()) {
            return -1;
        }
        int block = free.get(random.nextInt(free.size()));
        chosen[block] = random.nextBoolean(NEIGHBOUR)
                ? neighbour(blocks.options(block), chosen[block], random)
                : other(blocks.options(block), chosen[block], random);
        return block;
    }

    private static int neighbour(int options, int option, Randomness random) {
        if (option == 0) {
            return 1;
        }
        boolean up = option < options - 1 && random.nextBoolean(0.5);
        return up ? option + 1 : option - 1;
    }

    private static int other(int options, int option, Randomness random) {
        int drawn = random.nextInt(options - 1);
        return drawn < option ? drawn : drawn + 1;
    }

    /** Lets another block take the option that comes nearest to the size, one of several drawn by chance; false if none does. */
    private boolean balance(Blocks blocks, int[] chosen, int changed, double target, Randomness random) {
        double nearest = Math.abs(size(blocks, chosen) - target);
        double equal = EQUAL * Math.abs(target);
        List<Move> moves = new ArrayList<>();
        for (int block = 0; block < chosen.length; block++) {
            int before = chosen[block];
            for (int option = 0; option < blocks.options(block); option++) {
                if (block == changed || option == before) {
                    continue;
                }
                chosen[block] = option;
                double off = Math.abs(size(blocks, chosen) - target);
                if (off < nearest - equal) {
                    nearest = off;
                    moves.clear();
                    moves.add(new Move(block, option));
                } else if (off <= nearest + equal && !moves.isEmpty()) {
                    moves.add(new Move(block, option));
                }
            }
            chosen[block] = before;
        }
        if (moves.isEmpty()) {
            return false;
        }
        Move move = moves.get(random.nextInt(moves.size()));
        chosen[move.block()] = move.option();
        return true;
    }

    private double size(Blocks blocks, int[] chosen) {
        return problem.exactCosts(blocks.part().genome(chosen))[sized.orElseThrow()];
    }
}
