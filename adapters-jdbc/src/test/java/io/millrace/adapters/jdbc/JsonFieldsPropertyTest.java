package io.millrace.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ports.store.CorruptFieldsException;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Fields of every plain type read back from JSON; whole numbers as whole numbers of some width. */
class JsonFieldsPropertyTest {
    @Property(tries = 500)
    void fieldsReadBack(@ForAll("fields") Map<String, Object> fields) {
        Map<String, Object> read = JsonFields.parse(JsonFields.write(fields));

        assertThat(read.keySet()).containsExactlyElementsOf(fields.keySet());
        fields.forEach((name, value) -> {
            Object found = read.get(name);
            assertThat(found instanceof Integer number ? (Object) number.longValue() : found)
                    .isEqualTo(value);
        });
    }

    @Provide
    Arbitrary<Map<String, Object>> fields() {
        Arbitrary<Object> values = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(30),
                Arbitraries.longs(),
                Arbitraries.of(true, false),
                Arbitraries.strings().ofMaxLength(10).list().ofMaxSize(4));
        return Arbitraries.maps(Arbitraries.strings().alpha().ofMinLength(1), values)
                .ofMaxSize(12);
    }

    @Example
    void whatIsNoObjectIsRefused() {
        for (String text : new String[] {"", "null", "[]", "3", "{", "{} {}", "{\"a\":1,\"a\":2}", "diary"}) {
            assertThatThrownBy(() -> JsonFields.parse(text))
                    .as(text)
                    .isInstanceOf(CorruptFieldsException.class)
                    .hasMessageContaining("column 'fields' is no JSON object");
        }
        assertThatThrownBy(() -> JsonFields.parse(null)).hasMessageContaining("column 'fields' is null");
    }
}
