package llamanas.engine.coordinator;

import java.util.List;
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

    static Decision event(SearchEvent event) {
        return new Decision(List.of(event), List.of());
    }

    static Decision action(Action action) {
        return new Decision(List.of(), List.of(action));
    }
}
