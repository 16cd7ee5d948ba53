package io.millrace.ports.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Fields read back as the entry they were made of, whatever plain types a store gives them back in. */
class EntryFieldsPropertyTest {
    @Property(tries = 1_000)
    void entriesReadBack(@ForAll("entries") Entry entry) {
        ImmutableMap<String, Object> fields = EntryFields.write(entry);

        assertThat(EntryFields.read(entry.entryKey(), fields)).isEqualTo(entry);
        assertThat(EntryFields.read(entry.entryKey(), asAStoreMightReturnThem(fields)))
                .isEqualTo(entry);
    }

    @Property(tries = 300)
    void fieldsAreOfPlainTypesAndInOneOrder(@ForAll("entries") Entry entry) {
        ImmutableMap<String, Object> fields = EntryFields.write(entry);

        assertThat(fields.values()).allSatisfy(EntryFieldsPropertyTest::assertPlain);
        assertThat(EntryFields.write(entry).keySet().asList())
                .isEqualTo(fields.keySet().asList());
    }

    @Property(tries = 300)
    void fieldsUnderAnotherKeyAreRefused(@ForAll("entries") Entry entry, @ForAll("entries") Entry other) {
        EntryKey otherKey = new EntryKey(
                entry.entryKey().kind(),
                entry.entryKey().id() + other.entryKey().id());

        assertThatThrownBy(() -> EntryFields.read(otherKey, EntryFields.write(entry)))
                .isInstanceOf(CorruptFieldsException.class)
                .hasMessageContaining("stand under");
    }

    /** Whatever stands in a field, there is either an entry or a refusal that says what is wrong. */
    @Property(tries = 1_000)
    void damagedFieldsAreRefusedByName(@ForAll("entries") Entry entry, @ForAll int which, @ForAll int damage) {
        Map<String, Object> fields = new LinkedHashMap<>(EntryFields.write(entry));
        List<String> names = new ArrayList<>(fields.keySet());
        String name = names.get(Math.floorMod(which, names.size()));
        fields.put(name, DAMAGES.get(Math.floorMod(damage, DAMAGES.size())));

        try {
            EntryFields.read(entry.entryKey(), fields);
        } catch (CorruptFieldsException refused) {
            assertThat(refused).hasMessageMatching("(?s).*(" + name + "|fields (describe|contradict)).*");
        }
    }

    private static final ImmutableList<Object> DAMAGES =
            ImmutableList.of("", "x", -1L, 7, 1.5, true, ImmutableList.of(), ImmutableList.of(3), ImmutableMap.of());

    @Provide
    Arbitrary<Entry> entries() {
        return StoredEntries.any();
    }

    private static Map<String, Object> asAStoreMightReturnThem(Map<String, Object> fields) {
        Map<String, Object> returned = new LinkedHashMap<>();
        returned.put("of a later version", 3.5);
        fields.forEach((name, value) -> {
            if (value instanceof Long number && number == number.intValue()) {
                returned.put(name, number.intValue());
            } else if (value instanceof List<?> list) {
                returned.put(name, new ArrayList<>(list));
            } else {
                returned.put(name, value);
            }
        });
        return returned;
    }

    private static void assertPlain(Object value) {
        if (value instanceof ImmutableList<?> list) {
            assertThat(list).allSatisfy(element -> assertThat(element).isInstanceOf(String.class));
        } else {
            assertThat(value).isInstanceOfAny(String.class, Long.class, Boolean.class);
        }
    }
}
