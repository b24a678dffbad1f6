package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The planner of one search, as its coordinator sees it: there while something is to be planned, stopped with its thread's
 * computation where nobody wants the answer any more, and watched by a clock that begins when it does. Mutable; owned by the
 * coordinator.
 */
final class Planning {
    private static final String CLOCK = "planning";

    private final ActorContext<SearchCommand> context;
    private final TimerScheduler<SearchCommand> timers;
    private final Duration limit;
    private @Nullable ActorRef<GenerationPlanner.Propose> planner;
    private Computation computation = new Computation();

    Planning(ActorContext<SearchCommand> context, TimerScheduler<SearchCommand> timers) {
        this.context = context;
        this.timers = timers;
        this.limit = context.getSystem().settings().config().getDuration("llamanas.planner-time-limit");
    }

    /** Asks for the next generation. A search that is extended after its end gets a new planner, which may come before the old one has stopped. */
    void propose(SearchLedger ledger) {
        ActorRef<GenerationPlanner.Propose> asked = planner;
        if (asked == null) {
            computation = new Computation();
            asked = context.spawnAnonymous(
                    GenerationPlanner.create(ledger.brain(), computation),
                    DispatcherSelector.fromConfig("llamanas.planner-dispatcher"));
            planner = asked;
        }
        asked.tell(new GenerationPlanner.Propose(ledger, context.getSelf()));
    }

    /** The planner has got a thread: waiting for one does not count. */
    void began(int generation) {
        if (planner != null) {
            timers.startSingleTimer(CLOCK, new SearchCommand.PlanOverdue(generation), limit);
        }
    }

    /** The planner has answered. */
    void answered() {
        timers.cancel(CLOCK);
    }

    /** Ends the planner, whatever it is at; the thread is free as soon as the computation notices. */
    void stop() {
        timers.cancel(CLOCK);
        computation.stop();
        if (planner != null) {
            context.stop(planner);
            planner = null;
        }
    }

    /** Why a search has failed whose planner did not come to an end. */
    String overdue(int generation) {
        return "the strategy has not proposed generation " + generation + " within " + limit.toMinutes()
                + " min; start it again under another id with a smaller strategy.population or strategy.predictions, or"
                + " with fewer choices in its space";
    }
}
