package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.List;
import llamanas.engine.search.Strategy;
import llamanas.protocol.StoppedException;
import llamanas.protocol.space.Genome;

/**
 * Owns the strategy of one search, which may compute for a second, so that the coordinator stays responsive. Asked with
 * the whole ledger, it tells the strategy what it has not told it yet: after a restart that is everything.
 */
final class GenerationPlanner extends AbstractBehavior<GenerationPlanner.Propose> {
    /** Asks for the generation after the last one of the ledger, which has to be finished. */
    record Propose(SearchLedger ledger, ActorRef<SearchCommand> replyTo) {}

    private final Strategy strategy;
    private final Computation computation;
    private int told;
    private int asked = -1;
    private List<Genome> answer = List.of();

    private GenerationPlanner(ActorContext<Propose> context, SearchBrain brain, Computation computation) {
        super(context);
        this.computation = computation;
        this.strategy = brain.strategy();
    }

    /** @param computation by which whoever asks can stop it */
    static Behavior<Propose> create(SearchBrain brain, Computation computation) {
        return Behaviors.setup(context -> new GenerationPlanner(context, brain, computation));
    }

    @Override
    public Receive<Propose> createReceive() {
        return newReceiveBuilder().onMessage(Propose.class, this::propose).build();
    }

    /**
     * A strategy that throws fails its search with what it says, rather than this actor in silence; so does one that wants more
     * memory than there is, all of which is free again by then.
     */
    private Behavior<Propose> propose(Propose question) {
        int generation = question.ledger().generations();
        question.replyTo().tell(new SearchCommand.PlanBegan(generation));
        try {
            List<Genome> genomes = computation.run(() -> answer(question.ledger(), generation));
            question.replyTo().tell(new SearchCommand.Planned(generation, genomes));
        } catch (StoppedException e) {
            getContext().getLog().info("Planning generation {} was stopped", generation);
        } catch (RuntimeException | VirtualMachineError e) {
            getContext().getLog().error("The strategy failed at generation {}", generation, e);
            question.replyTo()
                    .tell(new SearchCommand.PlanFailed("the strategy failed at generation " + generation + ": "
                            + e.getClass().getSimpleName() + ": " + e.getMessage()));
        }
        return this;
    }

    private List<Genome> answer(SearchLedger ledger, int generation) {
        if (asked != generation) {
            for (; told < generation; told++) {
                strategy.tell(ledger.told(told));
            }
            boolean extra = generation == 0 && ledger.brain().fullNetwork().isEmpty();
            List<Genome> genomes = strategy.ask(ledger.askable() - (extra ? 1 : 0));
            check(ledger, generation, genomes);
            answer = List.copyOf(genomes);
            asked = generation;
        }
        return answer;
    }

    /** The budget is exact and candidate 0 is the full network, whatever the strategy does. */
    private static void check(SearchLedger ledger, int generation, List<Genome> genomes) {
        if (genomes.size() > ledger.budgetLeft()) {
            throw new IllegalStateException("it asked for " + genomes.size() + " evaluations where "
                    + ledger.budgetLeft() + " are left of the budget");
        }
        boolean broken = ledger.brain()
                .fullNetwork()
                .filter(full -> generation == 0
                        && !genomes.subList(0, Math.min(1, genomes.size())).contains(full))
                .isPresent();
        if (broken) {
            throw new IllegalStateException("it does not begin with the full network");
        }
    }
}
