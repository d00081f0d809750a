package io.drover.cli.terminal;

/** Ways to set text in a terminal (ECMA-48, "Select Graphic Rendition"). */
public enum Style {
  /** Titles. */
  BOLD("1"),
  /** What may be skipped. */
  DIM("2"),
  /** What is good. */
  GREEN("32"),
  /** What is bad. */
  RED("31"),
  /** What asks for attention. */
  YELLOW("33"),
  /** What goes on. */
  CYAN("36");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String on(String text) {
    return "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
