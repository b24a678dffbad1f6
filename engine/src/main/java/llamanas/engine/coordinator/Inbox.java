package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Where the dispatcher's messages for one search arrive. While the search writes to the journal, what workers have to say is
 * gathered here, and then decided and written together: a commit costs the same for one event as for a hundred, and many
 * slots would else wait for each other's commits (group commit, as databases do it). A search that keeps up gets every
 * message at once and alone.
 *
 * <p>Holds nothing that matters: it ends with its search, which on its return attaches to the dispatcher anew.
 */
final class Inbox extends AbstractBehavior<Inbox.Command> {
    /** Messages written together at most. */
    static final int MOST = 256;

    /** What this actor understands. */
    sealed interface Command permits SearchCommand, Written {}

    /** The search has written what it was sent, and has acted on it. */
    enum Written implements Command {
        WRITTEN
    }

    private final ActorRef<SearchCommand> search;
    private final Deque<SearchCommand.FromWorkers> waiting = new ArrayDeque<>();
    private boolean writing;

    private Inbox(ActorContext<Command> context, ActorRef<SearchCommand> search) {
        super(context);
        this.search = search;
    }

    static Behavior<Command> create(ActorRef<SearchCommand> search) {
        return Behaviors.setup(context -> new Inbox(context, search));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(SearchCommand.FromWorkers.class, this::fromWorkers)
                .onMessage(SearchCommand.class, this::other)
                .onMessage(Written.class, this::written)
                .build();
    }

    private Behavior<Command> fromWorkers(SearchCommand.FromWorkers command) {
        waiting.add(command);
        return writing ? this : next();
    }

    /** What is not persisted need not wait. */
    private Behavior<Command> other(SearchCommand command) {
        search.tell(command);
        return this;
    }

    private Behavior<Command> written(Written written) {
        writing = false;
        return waiting.isEmpty() ? this : next();
    }

    private Behavior<Command> next() {
        List<SearchCommand.FromWorkers> together = new ArrayList<>();
        while (!waiting.isEmpty() && together.size() < MOST) {
            together.add(waiting.remove());
        }
        writing = true;
        search.tell(new SearchCommand.Several(together, getContext().getSelf()));
        return this;
    }
}
