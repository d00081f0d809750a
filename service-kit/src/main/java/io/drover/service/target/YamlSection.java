package io.drover.service.target;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping of a YAML file that knows its path and lines, so that every error can name them. */
public final class YamlSection {
  private static final int LIMIT = 32 * 1024 * 1024;

  private final String path;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final Set<String> asked = new TreeSet<>();

  private YamlSection(String path, int line) {
    this.path = path;
    this.line = line;
  }

  /**
   * The whole of a file.
   *
   * @param keys what an empty file lacks, in words
   * @throws RegistryException it is no YAML, or no mapping
   */
  public static YamlSection root(String text, String keys) {
    return of("", compose(text, keys));
  }

  static YamlSection empty(String path, int line) {
    return new YamlSection(path, line);
  }

  private static Node compose(String text, String keys) {
    var options = new LoaderOptions();
    options.setCodePointLimit(LIMIT);
    options.setMaxAliasesForCollections(50);
    options.setNestingDepthLimit(20);
    try {
      @Nullable Node node = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (node == null) {
        throw new RegistryException("the file is empty; it needs the keys " + keys);
      }
      return node;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw RegistryException.at(line, "the file", "is no YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new RegistryException("the file is no YAML: " + e.getMessage());
    }
  }

  static YamlSection of(String path, Node node) {
    var section = new YamlSection(path, lineOf(node));
    if (!(node instanceof MappingNode mapping)) {
      throw RegistryException.at(
          section.line, path.isEmpty() ? "the file" : path, "must be a mapping of keys to values");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      section.put(tuple.getKeyNode(), tuple.getValueNode());
    }
    return section;
  }

  private void put(Node keyNode, Node value) {
    int keyLine = lineOf(keyNode);
    if (!(keyNode instanceof ScalarNode key)) {
      throw RegistryException.at(keyLine, path, "has a key that is no plain text");
    }
    if (lines.put(key.getValue(), keyLine) != null) {
      throw RegistryException.at(keyLine, pathOf(key.getValue()), "is given twice");
    }
    if (!value.getTag().equals(Tag.NULL)) {
      values.put(key.getValue(), value);
    }
  }

  /** Every key of a section whose keys are names, in the order of the file. */
  public Set<String> names() {
    asked.addAll(lines.keySet());
    return lines.keySet();
  }

  /** Whether the key has a value. */
  public boolean has(String key) {
    asked.add(key);
    return values.containsKey(key);
  }

  /** Whether the value under a key is neither a mapping nor a list. */
  boolean isPlain(String key) {
    return node(key) instanceof ScalarNode;
  }

  /** The mapping under a key; empty where there is none. */
  public YamlSection section(String key) {
    Node node = node(key);
    return node == null ? empty(pathOf(key), lineOf(key)) : of(pathOf(key), node);
  }

  /** A plain value that must be there. */
  public String text(String key) {
    Node node = node(key);
    if (node == null) {
      throw error(key, "is missing");
    }
    return scalar(pathOf(key), node);
  }

  /** A plain value, or the other where there is none. */
  public String text(String key, String otherwise) {
    Node node = node(key);
    return node == null ? otherwise : scalar(pathOf(key), node);
  }

  /**
   * A value that the function makes of the text; its IllegalArgumentException becomes the error's
   * words.
   */
  <T> T parsed(String key, Function<String, T> parser) {
    String text = text(key);
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw error(key, String.valueOf(e.getMessage()));
    }
  }

  <T extends @Nullable Object> T parsed(String key, Function<String, T> parser, T otherwise) {
    return has(key) ? parsed(key, parser) : otherwise;
  }

  /** A list of plain values. */
  public List<String> texts(String key, List<String> otherwise) {
    Node node = node(key);
    if (node == null) {
      return otherwise;
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw error(key, "must be a list, for example [a, b]");
    }
    List<String> texts = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      texts.add(scalar(pathOf(key), element));
    }
    return texts;
  }

  /** A list of mappings, in the order of the file; empty where there is none. */
  public List<YamlSection> sections(String key) {
    Node node = node(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw error(key, "must be a list of mappings");
    }
    List<YamlSection> sections = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      sections.add(of(pathOf(key) + "[" + sections.size() + "]", element));
    }
    return sections;
  }

  /** Refuses every key that nobody has asked for. */
  public void end() {
    for (String key : lines.keySet()) {
      if (!asked.contains(key)) {
        String known = asked.stream().collect(Collectors.joining(", "));
        throw error(key, "is not known; known here: " + known);
      }
    }
  }

  /** The mistake at a key, with its line and path. */
  public RegistryException error(String key, String what) {
    return RegistryException.at(lineOf(key), pathOf(key), what);
  }

  private @Nullable Node node(String key) {
    asked.add(key);
    return values.get(key);
  }

  private int lineOf(String key) {
    return lines.getOrDefault(key, line);
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static int lineOf(Node node) {
    return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
  }

  private static String scalar(String path, Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw RegistryException.at(lineOf(node), path, "must be a plain value");
  }
}
