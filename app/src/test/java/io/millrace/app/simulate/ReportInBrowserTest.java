package io.millrace.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The page of a simulation, opened from disk in a real browser, looked at and used with a real mouse. */
class ReportInBrowserTest {
    private static final Scenario EVENTFUL = Scenario.quiet(7, 3, 6, Duration.ofMinutes(2))
            .withActions(
                    new Action.Crash(Duration.ofSeconds(30), "w2"),
                    new Action.Split(Duration.ofSeconds(50), 2),
                    new Action.Merge(Duration.ofSeconds(80), 0),
                    new Action.Pause(Duration.ofSeconds(60), "w3", Duration.ofSeconds(4)),
                    new Action.Faults(
                            Duration.ofSeconds(70),
                            Duration.ofSeconds(9),
                            FaultKind.STORE_SLOW,
                            0.5,
                            Optional.empty()));

    @TempDir
    private Path folder;

    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        browser = new Browser(Files.createDirectory(folder.resolve("profile")));
    }

    @AfterEach
    void nothingWentWrongInThePage() throws Exception {
        List<String> complaints = browser.complaints();
        List<String> requests = browser.requests();
        browser.close();
        assertThat(complaints).isEmpty();
        assertThat(requests)
                .allMatch(url -> url.startsWith("file:") || url.startsWith("data:") || url.equals("about:blank"));
    }

    @Test
    void tellsVerdictAndFigures() throws Exception {
        SimulationReport report = open(EVENTFUL, UnaryOperator.identity());
        assertThat(text(".badge")).isEqualTo("passed");
        assertThat(text("#head")).contains("3 workers, 6 shards", "seed 7", report.traceHash());
        assertThat(browser.evaluate("document.querySelectorAll('.figure').length")
                        .asInt())
                .isEqualTo(10);
        assertThat(text("#figures"))
                .contains("time to recover", "longest of 1 failovers", "DynamoDB, a month")
                .contains(String.format("%,d", report.storeWrites()))
                .contains("6 of them open at the end; 1 splits, 1 merges");
        assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void showsALaneForEachWorkerWithItsShardsAndWhatWentWrong() throws Exception {
        open(EVENTFUL, UnaryOperator.identity());
        assertThat(lanes()).containsExactly("w1", "w2", "w3");
        assertThat(text("#legend")).contains("crashes", "split", "merge", "failover", "leads the fleet");
        JsonNode bar = box("one.bar && one.bar[GONE] >= 0");
        assertThat(colourAt(bar, 2)).as("a bar is painted").isNotEqualTo(colourAt(bar, -4));
        hover(bar);
        assertThat(tooltip()).contains("shardId-", "owner", "w2", "epoch", "from", "nobody at work for", "taken");
        hover(box("one.mark && one.mark.kind === 'crash'"));
        assertThat(tooltip()).contains("crashes", "0:00:30.000", "leaves 2 shards behind");
        hover(box("one.span && one.span.kind === 'failover'"));
        assertThat(tooltip()).contains("failover", "2 shards of w2 wait for another worker");
        hover(box("one.span && one.span.kind === 'pause'"));
        assertThat(tooltip()).contains("pause", "0:01:00.000");
        hoverOverview("chart.overviewBoxes.find(one => one.span)");
        assertThat(tooltip()).contains("faults", "store slow");
        hoverOverview("({ left: x(20500), top: AXIS + LAG_HEIGHT - 2, width: 0, height: 0 })");
        assertThat(tooltip()).contains("lag", "worst on", "records");
    }

    @Test
    void showsALaneForEachShardWithItsLineage() throws Exception {
        open(EVENTFUL, UnaryOperator.identity());
        browser.evaluate("byId('byShard').click()");
        assertThat(lanes())
                .hasSize(9)
                .contains("shard 0", "shard 8")
                .containsSubsequence("shard 2", "shard 6", "shard 7");
        JsonNode child = box("one.bar && timeline.shards[one.bar[SHARD]].id.endsWith('6')");
        hover(child);
        assertThat(tooltip()).contains("parents", "shard 2");
        browser.press(child.path("x").asDouble(), child.path("y").asDouble());
        browser.release(child.path("x").asDouble(), child.path("y").asDouble());
        assertThat(text("#detail")).contains("shardId-000000000006", "parents: shard 2");
        browser.evaluate("document.querySelector('#detail a').click()");
        assertThat(text("#detail")).contains("shardId-000000000002", "children: shard 6, shard 7");
    }

    @Test
    void canBeFilteredAndZoomed() throws Exception {
        open(EVENTFUL, UnaryOperator.identity());
        browser.evaluate("byId('filter').focus()");
        browser.type("w3");
        assertThat(lanes()).containsExactly("w3");
        browser.evaluate("byId('filter').value = ''; byId('filter').dispatchEvent(new Event('input'))");
        JsonNode at =
                browser.evaluate("(box => ({ left: box.left, top: box.top }))(byId('canvas').getBoundingClientRect())");
        double left = at.path("left").asDouble();
        double top = at.path("top").asDouble() + 10;
        browser.press(left + 200, top);
        browser.moveTo(left + 400, top);
        browser.release(left + 400, top);
        double from = browser.evaluate("chart.from").asDouble();
        double to = browser.evaluate("chart.to").asDouble();
        assertThat(from).isGreaterThan(10_000);
        assertThat(to - from).isLessThan(60_000);
        browser.evaluate("byId('zoomAll').click()");
        assertThat(browser.evaluate("chart.from").asDouble()).isZero();
    }

    @Test
    void explainsAFailure() throws Exception {
        SimulationReport report = open(
                EVENTFUL.withActions(new Action.Pause(Duration.ofSeconds(30), "w1", Duration.ofSeconds(25))),
                simulation -> simulation.stores(VersionBlindStore::new));
        assertThat(report.passed()).isFalse();
        String law = report.violations().get(0).id();
        assertThat(text(".badge")).isEqualTo("failed: " + law);
        assertThat(text("#violations")).contains(law, report.violations().get(0).sentence());
        assertThat(text("#more"))
                .contains("the last lines of the trace", report.lastLines().get(0));
        browser.evaluate("document.querySelector('#violations button').click()");
        assertThat(browser.evaluate("chart.from").asDouble()).isPositive();
    }

    @Test
    void fiftyWorkersAndFiveHundredShardsAreDrawnAtOnce() throws Exception {
        open(Scenario.quiet(3, 50, 500, Duration.ofSeconds(15)), UnaryOperator.identity());
        assertThat(browser.evaluate("chart.lanes.length").asInt()).isEqualTo(50);
        assertThat(browser.evaluate(
                                "(() => { const began = performance.now(); draw(); return performance.now() - began; })()")
                        .asDouble())
                .as("milliseconds")
                .isLessThan(1_000);
        browser.evaluate("byId('byShard').click()");
        assertThat(browser.evaluate("chart.lanes.length").asInt()).isEqualTo(500);
        assertThat(lanes()).hasSizeGreaterThan(30);
        browser.evaluate("byId('lanes').scrollTop = 1e6");
        browser.evaluate("drawLanes()");
        assertThat(lanes()).contains("shard 499");
    }

    private SimulationReport open(Scenario scenario, UnaryOperator<FleetSimulation> setting) throws Exception {
        Runs.Page page = new Runs(new Progress(1, scenario.duration(), scenario.shards()), setting).page(scenario);
        Path file = folder.resolve("report.html");
        Files.writeString(file, page.html());
        browser.open(file, 1_400, 1_000);
        return page.report();
    }

    private String text(String selector) throws Exception {
        return browser.evaluate("document.querySelector('" + selector + "').textContent")
                .asString();
    }

    private List<String> lanes() throws Exception {
        List<String> names = new ArrayList<>();
        browser.evaluate("Array.from(document.querySelectorAll('#labels .lane'), one => one.textContent)")
                .forEach(name -> names.add(name.asString()));
        return names;
    }

    /** The middle, in the window, of the first thing in the lanes for which a condition holds. */
    private JsonNode box(String condition) throws Exception {
        return middle("canvas", "chart.boxes.find(one => " + condition + ")");
    }

    private JsonNode middle(String canvas, String box) throws Exception {
        JsonNode found = browser.evaluate("((one, place) => one && ({ x: place.left + one.left + one.width / 2,"
                + " y: place.top + one.top + one.height / 2, left: one.left, top: one.top + one.height / 2 }))(" + box
                + ", byId('" + canvas + "').getBoundingClientRect())");
        assertThat(found.isObject()).as(box).isTrue();
        return found;
    }

    private String colourAt(JsonNode box, int right) throws Exception {
        return browser.evaluate("byId('canvas').getContext('2d').getImageData("
                        + (int) (box.path("left").asDouble() + right) + ", "
                        + (int) box.path("top").asDouble() + ", 1, 1).data.join()")
                .asString();
    }

    private void hover(JsonNode box) throws Exception {
        browser.moveTo(box.path("x").asDouble(), box.path("y").asDouble());
    }

    private void hoverOverview(String box) throws Exception {
        hover(middle("overview", box));
    }

    private String tooltip() throws Exception {
        assertThat(browser.evaluate("byId('tooltip').hidden").asBoolean()).isFalse();
        return text("#tooltip");
    }
}
