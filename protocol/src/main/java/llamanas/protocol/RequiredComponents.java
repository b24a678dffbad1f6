package llamanas.protocol;

import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Serial;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/**
 * What a record's JSON has to have: every component that is not {@code @Nullable}. So a file that was written before a component
 * was thought of is read, and one that lacks any other is refused.
 */
public final class RequiredComponents extends NopAnnotationIntrospector {
    @Serial
    private static final long serialVersionUID = 1L;

    private RequiredComponents() {}

    /** A mapper for files that we write as records, which are read strictly. */
    public static JsonMapper.Builder mapper() {
        return JsonMapper.builder()
                .annotationIntrospector(
                        AnnotationIntrospector.pair(new RequiredComponents(), new JacksonAnnotationIntrospector()))
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        if (member instanceof AnnotatedParameter parameter
                && parameter.getOwner().getAnnotated() instanceof Constructor<?> constructor
                && constructor.getDeclaringClass().isRecord()) {
            return !constructor.getAnnotatedParameterTypes()[parameter.getIndex()].isAnnotationPresent(Nullable.class);
        }
        return null;
    }
}
