package io.drover.backup.script;

import java.util.Arrays;

/**
 * Whether a function's body in BEGIN ATOMIC … END is open, in which semicolons end no statement:
 * counted as psql counts it, by the words that a statement begins with.
 */
final class Block {
  private static final int LOOKED_AT = 4;

  private final char[] first = new char[LOOKED_AT];
  private int words;
  private int depth;

  void clear() {
    Arrays.fill(first, ' ');
    words = 0;
    depth = 0;
  }

  boolean open() {
    return depth > 0;
  }

  void word(String word, int parentheses) {
    if (words < LOOKED_AT) {
      boolean telling =
          switch (word) {
            case "create", "function", "procedure", "or", "replace" -> true;
            default -> false;
          };
      first[words] = telling ? word.charAt(0) : ' ';
    }
    words++;
    if (parentheses == 0 && routine()) {
      switch (word) {
        case "begin" -> depth++;
        case "case" -> depth += depth > 0 ? 1 : 0;
        case "end" -> depth -= depth > 0 ? 1 : 0;
        default -> {
          // Any other word leaves the depth as it is.
        }
      }
    }
  }

  private boolean routine() {
    return first[0] == 'c' && (named(1) || (first[1] == 'o' && first[2] == 'r' && named(3)));
  }

  private boolean named(int index) {
    return first[index] == 'f' || first[index] == 'p';
  }
}
