package io.millrace.architecture.planted.domain;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;

class ReadsClocks {
    List<Long> numbers() {
        return List.of(System.nanoTime(), System.currentTimeMillis());
    }

    Supplier<Instant> byReference() {
        return Instant::now;
    }

    Supplier<Object> insideALambda() {
        return () -> LocalDate.now(ZoneOffset.UTC);
    }

    List<Object> values() {
        return List.of(
                LocalTime.now(ZoneOffset.UTC),
                LocalDateTime.now(ZoneOffset.UTC),
                OffsetDateTime.now(ZoneOffset.UTC),
                ZonedDateTime.now(ZoneOffset.UTC),
                Year.now(ZoneOffset.UTC));
    }

    List<Object> clocks() {
        return List.of(
                Clock.systemUTC(),
                InstantSource.system(),
                new Date(),
                Calendar.getInstance(),
                Stopwatch.createUnstarted(),
                Ticker.systemTicker());
    }
}
