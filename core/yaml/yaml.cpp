// The home of yaml-cpp: only its event interface is used, and its exceptions end here.
#include "core/yaml/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <utility>

#include "core/yaml/codes.h"
#include "core/yaml/tree_builder.h"

namespace trimtab {
namespace {

/// Reads a text in place. yaml-cpp puts bytes back, always those it read.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // never written: pbackfail is not implemented
    setg(begin, begin, begin + text.size());
  }
};

/// Leaves the parser from inside an event.
struct Stop {
  Error error;
};

std::size_t offset_of(const YAML::Mark& mark) { return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos); }

void require(Status status) {
  if (!status) throw Stop{std::move(status).error()};
}

class Events : public YAML::EventHandler {
 public:
  explicit Events(TreeBuilder& builder) : builder_(builder) {}

  void OnDocumentStart(const YAML::Mark& mark) override { start_ = offset_of(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    require(builder_.null(offset_of(mark), anchor));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    require(builder_.alias(offset_of(mark), anchor));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    require(builder_.scalar(offset_of(mark), tag, anchor, value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    require(builder_.open(NodeKind::sequence, offset_of(mark), tag, anchor));
  }
  void OnSequenceEnd() override { builder_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    require(builder_.open(NodeKind::map, offset_of(mark), tag, anchor));
  }
  void OnMapEnd() override { builder_.close(); }

  [[nodiscard]] std::size_t start() const { return start_; }

 private:
  TreeBuilder& builder_;
  std::size_t start_ = 0;
};

/// Reads on after the first document: nothing may come but empty ones.
class Rest : public YAML::EventHandler {
 public:
  explicit Rest(const Source& source) : source_(source) {}
  void OnDocumentStart(const YAML::Mark& mark) override { start_ = offset_of(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { refuse(); }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override { refuse(); }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    refuse();
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    refuse();
  }
  void OnMapEnd() override {}
  [[nodiscard]] std::size_t start() const { return start_; }

 private:
  void refuse() const {
    Diagnostic diagnostic;
    diagnostic.code = code::documents;
    diagnostic.what = "a second document in one file";
    diagnostic.at = position_in(source_, start_, 3);
    diagnostic.next = fmt::format("put it in a file of its own: trimtab plan -f {} -f OTHER", source_.name);
    throw Stop{fail(Errc::invalid, std::move(diagnostic)).error()};
  }
  const Source& source_;
  std::size_t start_ = 0;
};

/// yaml-cpp's own words say what its parser missed; these say what to look at.
std::string explained(std::string_view message) {
  static constexpr std::pair<std::string_view, std::string_view> explanations[] = {
      {"end of map flow not found", "a { is not closed by a }, or a , is missing"},
      {"end of sequence flow not found", "a [ is not closed by a ], or a , is missing"},
      {"end of map not found", "this line does not fit the indentation of the lines above"},
      {"end of sequence not found", "this line does not fit the indentation of the list above"},
      {"illegal map value", "a \": \" where none may stand; quote the text, or indent the line"},
      {"illegal block entry", "a \"- \" where no list entry may stand"},
      {"illegal flow end", "a closing bracket that was never opened"},
      {"illegal EOF in scalar", "a quote is opened and never closed"},
      {"illegal document indicator in scalar", "a quote is opened and not closed before the document ends"},
      {"unknown token", "a character that cannot begin a value; quote the text"},
      {"the referenced anchor is not defined", "an alias without its anchor"},
      {"illegal tab when looking for indentation", "a tab in the indentation; use spaces"},
      {"bad file", "nested too deeply"},
  };
  for (const auto& [theirs, ours] : explanations) {
    if (message.starts_with(theirs)) return std::string(ours);
  }
  return std::string(message);
}

std::unexpected<Error> syntax_error(const Source& source, std::size_t offset, std::string what) {
  Diagnostic diagnostic;
  diagnostic.code = code::syntax;
  diagnostic.what = std::move(what);
  diagnostic.at = position_in(source, offset);
  const std::string& line = diagnostic.at->text;
  const std::size_t reference = line.find("${");
  if (reference != std::string::npos && line.find_first_of("{[") < reference)
    diagnostic.why.push_back("inside { } and [ ] a ${…} needs quotes: \"${env:NAME}\"");
  return fail(Errc::invalid, std::move(diagnostic));
}

Result<NodeIndex> parse(Document& document, std::uint16_t source_index, Findings& findings) {
  const Source& source = document.source(source_index);
  ViewBuffer buffer(source.text);
  std::istream stream(&buffer);
  YAML::Parser parser(stream);
  TreeBuilder builder(document, source_index, findings);
  Events events(builder);
  parser.HandleNextDocument(events);
  std::size_t start = events.start();
  // The parser does not promise to consume anything: a lone "," makes it report empty documents for ever.
  while (parser) {
    Rest rest(source);
    if (!parser.HandleNextDocument(rest)) break;
    if (rest.start() <= start) return syntax_error(source, rest.start(), "this cannot begin a value");
    start = rest.start();
  }
  return builder.root();
}

}  // namespace

Result<NodeIndex> parse_yaml(Document& document, std::uint16_t source, Findings& findings) {
  // Of a text that is no YAML, or past a budget, nothing else is said: the parser may have misread it up to there.
  Findings passed_over;
  try {
    auto root = parse(document, source, passed_over);
    findings.take(std::move(passed_over));
    return root;
  } catch (Stop& stop) {
    return std::unexpected(std::move(stop.error));
  } catch (const YAML::Exception& exception) {
    return syntax_error(document.source(source), offset_of(exception.mark), explained(exception.msg));
  } catch (const std::exception& exception) {
    return fail(Errc::invalid, code::syntax,
                fmt::format("{} cannot be read as YAML: {}", document.source(source).name, exception.what()));
  }
}

}  // namespace trimtab
