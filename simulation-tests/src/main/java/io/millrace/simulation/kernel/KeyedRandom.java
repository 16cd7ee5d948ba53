package io.millrace.simulation.kernel;

import io.millrace.ports.runtime.Randomness;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Chance without a shared stream: the n-th draw of a component for a purpose is a pure function of seed, component,
 * purpose and n. Taking one worker or one fault out of a scenario therefore leaves the chances of all others as they were,
 * which is what makes a shrunken scenario say something about the one it came from.
 */
public final class KeyedRandom implements Randomness {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final long seed;
    private final String component;
    /** For look-ups only. */
    private final Map<String, Draws> drawsFor = new HashMap<>();

    /** @param component whose chance this is, for instance a worker's name */
    public KeyedRandom(long seed, String component) {
        this.seed = seed;
        this.component = Objects.requireNonNull(component, "component");
    }

    /**
     * One draw, by its whole key.
     *
     * @param n which draw of the component for the purpose, from 0
     * @return any long, evenly spread
     */
    public static long draw(long seed, String component, String purpose, long n) {
        return mix(key(seed, component, purpose) + (n + 1) * GOLDEN_GAMMA);
    }

    @Override
    public double nextDouble(String purpose) {
        return draws(purpose).nextDouble();
    }

    @Override
    public long nextLong(String purpose) {
        return draws(purpose).nextLong();
    }

    /** The draws for one purpose, for whoever draws very often: the next of them is also the next by the purpose's name. */
    public Draws draws(String purpose) {
        Draws draws = drawsFor.get(purpose);
        if (draws == null) {
            draws = new Draws(key(seed, component, purpose));
            drawsFor.put(purpose, draws);
        }
        return draws;
    }

    /**
     * @param bound more than zero
     * @return evenly spread from 0 (included) to {@code bound} (excluded)
     */
    public long nextLong(String purpose, long bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("no draw below " + bound);
        }
        return (long) (nextDouble(purpose) * bound);
    }

    private static long key(long seed, String component, String purpose) {
        return mix(mix(mix(seed) ^ hash(component)) ^ hash(purpose));
    }

    /** FNV-1a over the text's characters. */
    private static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The finaliser of SplitMix64 (Stafford's variant 13): every bit of the input sways every bit of the output. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** The draws of one component for one purpose, one after the other. */
    public static final class Draws {
        private long state;

        private Draws(long state) {
            this.state = state;
        }

        private long nextLong() {
            return mix(state += GOLDEN_GAMMA);
        }

        /** Evenly spread from 0 (included) to 1 (excluded). */
        public double nextDouble() {
            return (nextLong() >>> 11) * 0x1.0p-53;
        }
    }
}
