package io.millrace.architecture.planted.domain;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

class RollsDice {
    List<Object> draws() {
        return List.of(
                Math.random(), StrictMath.random(), UUID.randomUUID(), System.identityHashCode(this), generators());
    }

    private List<RandomGenerator> generators() {
        return List.of(new Random(), new SplittableRandom(), new SecureRandom(), ThreadLocalRandom.current());
    }

    void order(List<String> names) {
        Collections.shuffle(names);
    }
}
