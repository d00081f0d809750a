package io.drover.monitor.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Scripts, styles and pictures of the pages. The address of each changes with its content, so a
 * browser may keep it for ever. Thread-safe.
 */
public final class Assets {
  private static final String HTMX = "META-INF/maven/org.webjars.npm/htmx.org/pom.properties";
  private static final String UPLOT = "io/drover/monitor/page/uplot-1.6.32/";
  private static final String OWN = "io/drover/monitor/page/";
  private static final Map<String, Asset> ALL = all();

  private Assets() {}

  /**
   * A file.
   *
   * @param address path under which it is served
   * @param type media type
   */
  record Asset(String address, String type, String version, byte[] content) {}

  /** Path of the asset of this name; a name that there is not is a programming error. */
  public static String address(String name) {
    Asset asset = ALL.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("There is no asset " + name + ".");
    }
    return asset.address();
  }

  /** The asset of this name, if its content is of this version. */
  static Optional<Asset> find(String version, String name) {
    return Optional.ofNullable(ALL.get(name)).filter(asset -> asset.version().equals(version));
  }

  private static Map<String, Asset> all() {
    Map<String, Asset> all = new LinkedHashMap<>();
    put(all, "app.js", OWN + "app.js");
    put(all, "action.js", OWN + "action.js");
    put(all, "chart.js", OWN + "chart.js");
    put(all, "app.css", OWN + "app.css");
    put(all, "icon.svg", OWN + "icon.svg");
    put(all, "htmx.js", htmx());
    put(all, "uplot.js", UPLOT + "uPlot.iife.min.js");
    put(all, "uplot.css", UPLOT + "uPlot.min.css");
    return all;
  }

  private static void put(Map<String, Asset> all, String name, String path) {
    byte[] content = read(path);
    String version = version(content);
    all.put(name, new Asset("/assets/" + version + "/" + name, type(name), version, content));
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".js" -> "text/javascript;charset=utf-8";
      case ".css" -> "text/css;charset=utf-8";
      default -> "image/svg+xml";
    };
  }

  private static String htmx() {
    Properties about = new Properties();
    try {
      about.load(new StringReader(new String(read(HTMX), StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "META-INF/resources/webjars/htmx.org/"
        + about.getProperty("version")
        + "/dist/htmx.min.js";
  }

  private static byte[] read(String path) {
    try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing from the service");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String version(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
