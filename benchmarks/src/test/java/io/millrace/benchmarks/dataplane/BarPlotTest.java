package io.millrace.benchmarks.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.stub.StreamShape;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class BarPlotTest {
    @Test
    void drawsBarsAsLongAsTheirValues() throws Exception {
        Element plot = parse(new BarPlot(
                        "title & <more>",
                        List.of("one", "other"),
                        List.of(
                                new BarPlot.Group("first", List.of(new BarPlot.Bar(0, 2), new BarPlot.Bar(1, 4))),
                                new BarPlot.Group("second", List.of(new BarPlot.Bar(1, 1.25)))))
                .svg());
        List<Element> bars = elements(plot, "rect").stream()
                .filter(rectangle -> rectangle.getAttribute("height").equals("13.0"))
                .toList();
        double unit = Double.parseDouble(bars.get(0).getAttribute("width")) / 2;
        assertThat(bars)
                .extracting(bar -> Double.parseDouble(bar.getAttribute("width")) / unit)
                .satisfiesExactly(
                        width -> assertThat(width).isBetween(1.99, 2.01),
                        width -> assertThat(width).isBetween(3.99, 4.01),
                        width -> assertThat(width).isBetween(1.24, 1.26));
        assertThat(bars.get(1).getAttribute("fill")).isEqualTo(bars.get(2).getAttribute("fill"));
        assertThat(elements(plot, "text"))
                .extracting(Element::getTextContent)
                .contains("title & <more>", "one", "other", "first", "second", "2.00", "4.00", "1.25");
    }

    @Test
    void drawsWhatWasMeasuredAndNothingElse() throws Exception {
        ReaderRow loop = new ReaderRow(Who.LOOP, new StreamShape(4, 1024), Mode.POLLING);
        ReaderRow kcl = new ReaderRow(Who.KCL, new StreamShape(4, 1024), Mode.POLLING);
        Rounds rounds = new Rounds(List.of(loop, kcl));
        rounds.add(loop, new Measured(2.5, 1, 1, 1, 1));
        assertThat(elements(parse(CpuPlot.svg(rounds)), "text"))
                .extracting(Element::getTextContent)
                .contains("bare SDK loop", "polling, 4 × 1 KB", "2.50")
                .doesNotContain("KCL 3.5.1, tuned");
    }

    private static Element parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int index = 0; index < nodes.getLength(); index++) {
            elements.add((Element) nodes.item(index));
        }
        return elements;
    }
}
