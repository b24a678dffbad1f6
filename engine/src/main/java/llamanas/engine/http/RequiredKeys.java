package llamanas.engine.http;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import llamanas.protocol.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** Finds what a JSON body left out: JSON knows no {@code @Nullable}, and a record takes a null without a word. */
final class RequiredKeys {
    private RequiredKeys() {}

    /** Throws {@link InvalidInputException} where a component that is not {@code @Nullable}, or an element of a list or map, is null, at any depth. */
    static void check(Record value) {
        check("", value);
    }

    private static void check(String path, Record value) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
            Object part = read(component, value);
            if (part == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                throw new InvalidInputException("key '" + name + "' is missing");
            }
            descend(name, part);
        }
    }

    private static void descend(String name, @Nullable Object part) {
        if (part instanceof Record nested) {
            check(name, nested);
        } else if (part instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                element(name + "[" + i + "]", list.get(i));
            }
        } else if (part instanceof Map<?, ?> map) {
            map.forEach((key, value) -> element(name + "." + key, value));
        }
    }

    private static void element(String name, @Nullable Object part) {
        if (part == null) {
            throw new InvalidInputException("'" + name + "' is null; expected a value");
        }
        descend(name, part);
    }

    private static @Nullable Object read(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("can't read " + component, e);
        }
    }
}
