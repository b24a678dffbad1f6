package llamanas.engine.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import llamanas.engine.coordinator.event.SearchEvent;

/**
 * What follows from a command: first these events are persisted, all or none, then the actions are carried out.
 *
 * @param events may be empty
 */
record Decision(List<SearchEvent> events, List<Action> actions) {
    static final Decision NOTHING = new Decision(List.of(), List.of());

    Decision {
        events = List.copyOf(events);
        actions = List.copyOf(actions);
    }

    /**
     * Decisions on several commands as one: each sees what the ones before it have brought about.
     *
     * @param decide on one command
     */
    static <C> Decision inTurn(
            SearchLedger ledger, List<C> commands, BiFunction<SearchLedger, ? super C, Decision> decide) {
        List<SearchEvent> events = new ArrayList<>();
        List<Action> actions = new ArrayList<>();
        SearchLedger after = ledger;
        for (C command : commands) {
            Decision decision = decide.apply(after, command);
            for (SearchEvent event : decision.events) {
                after = after.apply(event);
            }
            events.addAll(decision.events);
            actions.addAll(decision.actions);
        }
        return new Decision(events, actions);
    }

    static Decision event(SearchEvent event) {
        return new Decision(List.of(event), List.of());
    }

    static Decision action(Action action) {
        return new Decision(List.of(), List.of(action));
    }
}
