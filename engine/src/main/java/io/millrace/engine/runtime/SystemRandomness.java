package io.millrace.engine.runtime;

import io.millrace.ports.runtime.Randomness;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Chance seeded by the machine. Seeded well, because session names are drawn from it and must not repeat. */
public final class SystemRandomness implements Randomness {
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

    @Override
    public double nextDouble(String purpose) {
        return random.nextDouble();
    }

    @Override
    public long nextLong(String purpose) {
        return random.nextLong();
    }
}
