package io.drover.backup.script;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The statement at hand, as far as it must be understood. */
final class Statement {
  private static final int MOST_TOKENS = 64;

  /** Statements that are looked at to their end. */
  private static final Set<String> TO_THE_END =
      Set.of("alter", "copy", "create", "grant", "revoke", "set");

  private final Lexer lexer;
  private final boolean subscriptions;
  private final List<String> tokens = new ArrayList<>();
  private final CopyOptions copy = new CopyOptions();
  private final Block block = new Block();
  private final Names names;
  private int parentheses;
  private boolean begun;
  private boolean decided;

  Statement(Lexer lexer, boolean subscriptions) {
    this.lexer = lexer;
    this.subscriptions = subscriptions;
    this.names = new Names(lexer.account);
  }

  /** Something stands here: until it is known what, it is held back. */
  void begin() throws IOException {
    if (!begun) {
      begun = true;
      lexer.passage.hold();
    } else if (!decided && lexer.passage.full()) {
      throw tooLong();
    }
  }

  /** What stood here was the begin of a comment. */
  void onlyComment() throws IOException {
    if (begun && tokens.isEmpty() && !decided) {
      begun = false;
      lexer.passage.pass();
    }
  }

  boolean isEmpty() {
    return !begun;
  }

  private boolean listens() {
    return !decided || TO_THE_END.contains(tokens.getFirst());
  }

  void word(Captured word) throws IOException {
    if (listens()) {
      String text = word.toString().toLowerCase(Locale.ROOT);
      block.word(text, parentheses);
      token(text);
    }
  }

  void name(Captured name) throws IOException {
    if (listens()) {
      token("\"" + name);
    }
  }

  void string(Captured content) throws IOException {
    if (listens()) {
      token("'" + content);
    }
  }

  private void token(String token) throws IOException {
    if (!tokens.isEmpty() && tokens.getFirst().equals("copy")) {
      copy.token(token, lexer.line());
    }
    if (parentheses > 0 && !tokens.isEmpty()) {
      return;
    }
    names.token(token);
    if (tokens.size() < MOST_TOKENS) {
      tokens.add(token);
    }
    if (!decided) {
      decide(Ruling.of(tokens));
    }
  }

  private void decide(Ruling ruling) throws IOException {
    switch (ruling.way()) {
      case OPEN -> {
        if (tokens.size() == MOST_TOKENS) {
          throw tooLong();
        }
        return;
      }
      case REFUSED -> throw ScriptException.unsafe(lexer.line(), ruling.what());
      case PASSED -> {
        lexer.account.passed(tokens.getFirst());
        lexer.passage.pass();
      }
      case SUBSCRIPTION -> {
        if (subscriptions) {
          lexer.passage.pass();
        } else {
          leaveOut(ruling);
        }
      }
      case LEFT_OUT -> leaveOut(ruling);
    }
    decided = true;
  }

  private void leaveOut(Ruling ruling) throws IOException {
    lexer.passage.leaveOut();
    lexer.account.leftOut(ruling.what(), lexer.line());
  }

  /** Whether rows follow: the sign was the semicolon of a COPY. */
  boolean sign(byte b) throws IOException {
    if (tokens.isEmpty() && b != ';') {
      // No statement of any kind begins so, but a query in parentheses does.
      token(String.valueOf((char) b));
    }
    if (b == '(') {
      parentheses++;
    } else if (b == ')') {
      parentheses = Math.max(0, parentheses - 1);
    } else if (b == ';' && parentheses == 0 && !block.open()) {
      return finish();
    }
    return false;
  }

  private boolean finish() throws IOException {
    boolean rows = !tokens.isEmpty() && tokens.getFirst().equals("copy");
    if (rows && !decided) {
      throw ScriptException.unclear(lexer.line(), "a COPY that is not understood");
    }
    if (!tokens.isEmpty() && tokens.getFirst().equals("set")) {
      Settings.check(tokens, lexer);
    }
    begun = false;
    decided = false;
    tokens.clear();
    copy.clear();
    block.clear();
    names.clear();
    lexer.endHere();
    if (rows) {
      lexer.passage.pass();
    }
    return rows;
  }

  private ScriptException tooLong() {
    return ScriptException.unclear(lexer.line(), "a statement that is not understood");
  }
}
