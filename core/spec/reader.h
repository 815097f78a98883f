#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/model/value.h"
#include "core/spec/interpolation.h"
#include "core/spec/kind_schema.h"
#include "core/spec/load.h"
#include "core/spec/neighbours.h"
#include "core/spec/shape.h"
#include "core/yaml/document.h"
#include "core/yaml/findings.h"
#include "core/yaml/scalar.h"

namespace trimtab {

/// What reading one stack has in common.
struct Reading {
  const Document& document;
  const LoadRequest& request;
  KindSchemas& kinds;
  Findings& findings;
  Neighbours neighbours;
  std::set<std::string, std::less<>> environment;  ///< names in spec.env
  std::string target;                              ///< "local"; empty while it is not known
};

/// Turns nodes of the document into values, guided by a schema's shape: it decides which type a text takes, refuses
/// unknown keys, makes paths absolute, fills in `${env:}` and `${file:}`, checks claims and secrets. What is wrong goes
/// to the findings and is left out of the value.
class Reader {
 public:
  /// `owner` is how messages call what is read ("airflow"); `inside` what its root is called ("spec").
  Reader(Reading& reading, std::string owner, std::string inside, std::string plugin = {});

  /// Nothing when the node is null or wrong.
  [[nodiscard]] std::optional<Value> read(NodeIndex node, const Shape& shape);
  /// JSON pointers of what was wrong: complaints about their absence would be noise.
  [[nodiscard]] const std::vector<std::string>& wrong() const { return wrong_; }
  /// Also texts are final: references to other components are refused, escapes undone.
  void finish_texts() { final_texts_ = true; }
  /// What may be said of a key of the root that its shape does not know; empty when nothing.
  void hint_unknown_keys(std::function<std::string(const std::string&)> hint) { hint_ = std::move(hint); }
  [[nodiscard]] std::string place() const;
  [[nodiscard]] std::string place(std::string_view key) const;

 private:
  using Step = std::variant<std::string_view, std::size_t>;

  // reader.cpp: maps and lists
  std::optional<Value> read_map(NodeIndex node, const Shape& shape);
  std::optional<Value> read_list(NodeIndex node, const Shape& shape);
  std::optional<Value> read_any(NodeIndex node, const Shape& shape);
  void unknown_key(NodeIndex child, const Shape& shape);
  std::optional<Value> wrong_type(NodeIndex node, std::uint8_t wanted, std::string label = {});

  // reader_scalar.cpp: texts, numbers, booleans
  std::optional<Value> read_scalar(NodeIndex node, const Shape& shape);
  std::optional<Value> read_plain_scalar(NodeIndex node, const Shape& shape, const PlainReading& plain);
  std::optional<Value> ambiguous(NodeIndex node, const PlainReading& plain);
  std::optional<Value> checked_number(NodeIndex node, const Shape& shape, Value value);
  std::optional<Value> read_text(NodeIndex node, const Shape& shape);
  std::optional<Value> checked_text(NodeIndex node, const Shape& shape, std::string text, bool open);
  bool is_allowed_word(NodeIndex node, const Shape& shape, const Value& value);

  // reader_text.cpp: references inside texts
  struct Text {
    std::string text;
    bool open = false;  ///< holds an output that is not known yet
  };
  std::optional<Text> interpolated(NodeIndex node);
  std::optional<std::string> reference_text(NodeIndex node, const TextReference& reference);
  std::optional<std::string> environment_text(NodeIndex node, const TextReference& reference);
  std::optional<std::string> file_text(NodeIndex node, const TextReference& reference);
  std::optional<std::string> output_text(NodeIndex node, const TextReference& reference);
  Path absolute(NodeIndex node, const std::string& path) const;

  // reader_claim.cpp: claims and secrets
  std::optional<Value> read_claim(NodeIndex node, const Shape& shape);
  std::optional<Value> read_claim_map(NodeIndex node, const Shape& shape);
  const Kind* provider(NodeIndex at, std::string_view name, const std::string& capability);
  std::optional<Value> read_secret(NodeIndex node, const Shape& shape);

  std::nullopt_t find(NodeIndex node, const char* id, std::string what, std::string label = {}, std::string next = {},
                      std::vector<std::string> why = {});
  std::nullopt_t find_at(Position position, const char* id, std::string what, std::string label = {},
                         std::string next = {}, std::vector<std::string> why = {});
  [[nodiscard]] std::string pointer() const;

  Reading& reading_;
  const Document& document_;
  std::string owner_;
  std::string inside_;
  std::string plugin_;
  std::function<std::string(const std::string&)> hint_;
  bool final_texts_ = false;
  bool no_outputs_ = false;  ///< inside the parameters of a claim
  std::vector<Step> steps_;
  std::vector<std::string> wrong_;
};

}  // namespace trimtab
