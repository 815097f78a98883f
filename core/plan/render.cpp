#include "core/plan/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/plan/rows.h"
#include "core/plan/summary.h"
#include "core/support/plural.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::size_t undo_column = 88;  // "irreversible" ends at column 100
constexpr std::size_t name_column = 5;
constexpr std::size_t widest_name = 36;
constexpr std::size_t detail_width = 93;

std::string padded(std::string text, std::size_t width) {
  const std::size_t used = columns(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

/// Lines of at most `width` columns, broken at spaces where there are any.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  for (std::string word : split(text, ' ')) {
    while (word.size() > width && columns(word) > width) {
      if (!line.empty()) lines.push_back(std::exchange(line, {}));
      std::size_t end = width;
      while (end > 1 && (static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80U) --end;
      lines.push_back(word.substr(0, end));
      word.erase(0, end);
    }
    if (!line.empty() && columns(line) + 1 + columns(word) > width) lines.push_back(std::exchange(line, {}));
    if (!line.empty()) line += ' ';
    line += word;
  }
  lines.push_back(line);
  return lines;
}

std::string position(const std::optional<Position>& at) {
  return at ? fmt::format("  {}:{}:{}", at->file, at->line, at->column) : std::string();
}

Colour colour_of(std::string_view mark) {
  if (mark == "+" || mark == "=") return Colour::green;
  if (mark == "-" || mark == "-/+") return Colour::red;
  return mark == ">" ? Colour::blue : Colour::yellow;
}

class Page {
 public:
  Page(const Plan& plan, const Presentation& around) : plan_(plan), around_(around), rows_(Rows(plan).make()) {
    for (const Row& row : rows_) name_width_ = std::max(name_width_, std::min(columns(row.name), widest_name));
  }

  std::string write() {
    headline();
    std::map<std::string, std::vector<const Row*>> by_component;
    std::vector<std::string> order;
    for (const Heading& heading : around_.headings) order.push_back(heading.component);
    for (const Row& row : rows_) {
      auto& list = by_component[row.component];
      if (list.empty() && std::ranges::find(order, row.component) == order.end()) order.push_back(row.component);
      list.push_back(&row);
    }
    place_diagnostics();
    for (const std::string& component : order) section(component, by_component[component]);
    for (const Diagnostic* diagnostic : elsewhere_) message(*diagnostic, "");
    text_ += summary(plan_);
    if (!plan_.empty() && !around_.next.empty()) text_ += "next: " + around_.next + '\n';
    return std::move(text_);
  }

 private:
  void headline() {
    text_ += fmt::format("Stack {} on {}", plan_.stack, around_.target.empty() ? plan_.target : around_.target);
    if (plan_.base_revision == 0) {
      text_ += ", no revision yet";
    } else {
      text_ += fmt::format(", against revision {}", plan_.base_revision);
      if (!around_.revision_at.empty()) text_ += " of " + around_.revision_at;
    }
    if (plan_.base_revision != 0 && around_.read_in) {
      text_ += fmt::format("; {} read in {} ms", plural(around_.read, "object"), around_.read_in->count());
    }
    text_ += '\n';
  }

  /// A message belongs to the component whose heading stands last above its place.
  void place_diagnostics() {
    for (const Diagnostic& diagnostic : plan_.diagnostics) {
      const Heading* owner = nullptr;
      for (const Heading& heading : around_.headings) {
        if (!diagnostic.at || !heading.at || heading.at->file != diagnostic.at->file) continue;
        if (heading.at->line <= diagnostic.at->line && (owner == nullptr || heading.at->line >= owner->at->line)) {
          owner = &heading;
        }
      }
      if (owner == nullptr) {
        elsewhere_.push_back(&diagnostic);
      } else {
        messages_[owner->component].push_back(&diagnostic);
      }
    }
  }

  void section(const std::string& component, const std::vector<const Row*>& rows) {
    const auto& said = messages_[component];
    if (rows.empty() && said.empty()) return;
    std::string head = component;
    for (const Heading& heading : around_.headings) {
      if (heading.component != component) continue;
      if (!heading.kind.empty()) head += "  " + heading.kind;
      head += position(heading.at);
    }
    text_ += rows.empty() || std::exchange(undo_said_, true) ? head : padded(head, undo_column) + "undo";
    text_ += '\n';
    for (const Row* row : rows) line(*row);
    for (const Diagnostic* diagnostic : said) message(*diagnostic, "  ");
  }

  void line(const Row& row) {
    const std::size_t text_column = name_column + name_width_ + 2;
    std::string start = row.mark.size() == 3 ? " " + row.mark + " " : "  " + row.mark + "  ";
    const std::size_t painted = start.size();
    start = padded(start + row.name, text_column);
    if (columns(start) > text_column || !start.ends_with(' ')) start += "  ";
    const auto lines = wrapped(row.text, undo_column - 2 - columns(start));
    const std::string whole = padded(start + lines.front(), undo_column) + to_text(row.undo);
    text_ += around_.style.paint(colour_of(row.mark), whole.substr(0, painted)) + whole.substr(painted) + '\n';
    for (std::size_t i = 1; i < lines.size(); ++i) text_ += std::string(text_column, ' ') + lines[i] + '\n';
    for (const std::string& detail : row.details) {
      const auto parts = columns(detail) <= detail_width ? std::vector{detail} : wrapped(detail, detail_width);
      for (const std::string& part : parts) text_ += "       " + part + '\n';
    }
  }

  void message(const Diagnostic& diagnostic, const std::string& indent) {
    const char* word = diagnostic.severity == Severity::warning ? "warning" : "note";
    text_ += fmt::format("{}{}[{}]: {}\n", indent, word, diagnostic.code, printable(diagnostic.what));
    for (const std::string& why : diagnostic.why) text_ += fmt::format("{}  why: {}\n", indent, printable(why));
    if (!diagnostic.next.empty()) text_ += fmt::format("{}  next: {}\n", indent, printable(diagnostic.next));
  }

  const Plan& plan_;
  const Presentation& around_;
  std::vector<Row> rows_;
  std::size_t name_width_ = 0;
  std::map<std::string, std::vector<const Diagnostic*>> messages_;
  std::vector<const Diagnostic*> elsewhere_;
  bool undo_said_ = false;
  std::string text_;
};

}  // namespace

std::string render_text(const Plan& plan, const Presentation& around) { return Page(plan, around).write(); }

}  // namespace trimtab
