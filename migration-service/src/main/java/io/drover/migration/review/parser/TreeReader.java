package io.drover.migration.review.parser;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the JSON of libpg_query into nodes; its size is bounded, whatever the statement. */
final class TreeReader {
  /** Two levels of JSON are one of an expression. */
  private static final int DEPTH = 4_000;

  private static final int NODES = 100_000;
  private static final int TEXT = 4 * SqlParser.LIMIT;

  /** Rows of constants and places in the text: large, and nothing that could be judged. */
  private static final Set<String> LEFT_OUT = Set.of("valuesLists", "location");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxStringLength(TEXT)
                  .maxDocumentLength(-1)
                  .build())
          .build();

  private int nodes;

  private TreeReader() {}

  static Reading read(InputStream json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      Node result = new TreeReader().node(parser);
      List<Node> statements = result.list("stmts").stream().map(s -> s.at("stmt")).toList();
      return new Reading.Understood(statements, Math.toIntExact(result.number("version")));
    } catch (StreamConstraintsException e) {
      return new Reading.NotUnderstood("the statement is nested too deeply");
    } catch (TooLarge e) {
      return new Reading.NotUnderstood("the statement has more than " + NODES + " parts");
    }
  }

  /** A node of a stated kind is wrapped in an object whose only name is the kind, in capitals. */
  private Node node(JsonParser parser) throws IOException {
    if (++nodes > NODES) {
      throw new TooLarge();
    }
    Map<String, Object> parts = new HashMap<>(8);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (parts.isEmpty() && token == JsonToken.START_OBJECT && isKind(name)) {
        Node inner = node(parser);
        parser.nextToken();
        return new Node(name, inner.parts());
      }
      if (LEFT_OUT.contains(name)) {
        parser.skipChildren();
      } else {
        parts.put(name, value(parser, token));
      }
    }
    return new Node("", parts);
  }

  private Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> node(parser);
      case START_ARRAY -> children(parser);
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      default -> parser.getText();
    };
  }

  private Node.Children children(JsonParser parser) throws IOException {
    List<Node> list = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT) {
        list.add(node(parser));
      } else {
        parser.skipChildren();
      }
    }
    return new Node.Children(list);
  }

  private static boolean isKind(String name) {
    return Character.isUpperCase(name.charAt(0));
  }

  private static final class TooLarge extends IOException {}
}
