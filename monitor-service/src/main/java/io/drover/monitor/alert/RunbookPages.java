package io.drover.monitor.alert;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * The runbooks of {@code docs/alerts.md}, which is part of the monitor, as HTML. Immutable, so
 * thread-safe.
 */
public final class RunbookPages {
  private static final String PAGE = "alerts.md";
  private static final Pattern SECTION =
      Pattern.compile("^### (\\S+)\\n(.*?)(?=^##|\\z)", Pattern.MULTILINE | Pattern.DOTALL);

  private final Map<String, String> byAnchor = new LinkedHashMap<>();

  /** Reads the document. */
  public RunbookPages() {
    Parser parser = Parser.builder().build();
    HtmlRenderer renderer = HtmlRenderer.builder().escapeHtml(true).sanitizeUrls(true).build();
    Matcher section = SECTION.matcher(text());
    while (section.find()) {
      Node content = parser.parse(section.group(2));
      content.accept(new Links());
      byAnchor.put(section.group(1), renderer.render(content));
    }
  }

  /**
   * What to do about alerts of this name, as HTML of our own.
   *
   * @param name any; that of a check of another observer leads to what is said of those
   */
  public String html(String name) {
    return Objects.requireNonNull(byAnchor.get(Runbooks.anchor(name)), PAGE);
  }

  private static String text() {
    try (InputStream in = RunbookPages.class.getResourceAsStream(PAGE)) {
      byte[] bytes = Objects.requireNonNull(in, PAGE).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Links lead to other runbooks; what the monitor does not serve is only named. */
  private static final class Links extends AbstractVisitor {
    @Override
    public void visit(Link link) {
      String to = link.getDestination();
      if (to.startsWith("#")) {
        link.setDestination("/runbooks/" + to.substring(1));
        return;
      }
      Node each = link.getFirstChild();
      while (each != null) {
        Node next = each.getNext();
        link.insertBefore(each);
        each = next;
      }
      link.unlink();
    }
  }
}
