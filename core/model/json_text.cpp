#include "core/model/json_text.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/support/text.h"

namespace trimtab {
namespace {

/// Builds the value while it is read; any function that returns false ends the parse.
class Builder final : public nlohmann::json_sax<Value> {
 public:
  explicit Builder(const JsonBudget& budget) : budget_(budget) {}

  bool null() override { return scalar(nullptr); }
  bool boolean(bool value) override { return scalar(value); }
  bool number_integer(number_integer_t value) override { return scalar(value); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      return no("an integer is too large");
    }
    return scalar(static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t value, const std::string& /*text*/) override { return scalar(value); }
  bool string(std::string& value) override { return scalar(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return no("binary data"); }

  bool start_object(std::size_t /*count*/) override { return open(Value::object()); }
  bool start_array(std::size_t /*count*/) override { return open(Value::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    if (passed_ > 0) return true;
    if (!budget_.passed_over.empty() && name == budget_.passed_over) {
      passing_ = true;
      return true;
    }
    const auto [member, added] = open_.back()->emplace(name, nullptr);
    member_ = &*member;
    return added || no("member \"" + printable(name) + "\" stands twice in one object");
  }
  bool parse_error(std::size_t position, const std::string& /*token*/, const Value::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error …": the reason is the last part.
    const std::string text = error.what();
    const std::size_t column = text.find("column ");
    const std::size_t reason = column == std::string::npos ? column : text.find(": ", column);
    return no(fmt::format("at byte {}: {}", position, reason == std::string::npos ? text : text.substr(reason + 2)));
  }

  [[nodiscard]] const std::string& problem() const { return problem_; }
  Value take() { return std::move(root_); }

 private:
  bool no(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
    return false;
  }

  template <class T>
  bool scalar(T&& value) {
    if (passing_) {
      passing_ = passed_ > 0;
      return true;
    }
    return place(std::forward<T>(value)) != nullptr;
  }

  template <class T>
  Value* place(T&& value) {
    if (open_.empty()) {
      root_ = std::forward<T>(value);
      return &root_;
    }
    Value& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(Value(std::forward<T>(value)));
      return &parent.back();
    }
    *member_ = std::forward<T>(value);
    return member_;
  }

  bool open(Value empty) {
    if (open_.size() + passed_ >= budget_.depth) return no(fmt::format("nested deeper than {} levels", budget_.depth));
    if (passing_) {
      ++passed_;
      return true;
    }
    // Only the innermost open value grows, so the addresses kept here stay good.
    open_.push_back(place(std::move(empty)));
    return true;
  }
  bool close() {
    if (passing_) {
      passing_ = --passed_ > 0;
      return true;
    }
    open_.pop_back();
    return true;
  }

  const JsonBudget& budget_;
  Value root_;
  std::vector<Value*> open_;
  Value* member_ = nullptr;
  bool passing_ = false;    // over a member's value
  std::size_t passed_ = 0;  // how many of its lists and maps are open
  std::string problem_;
};

/// Into a value what simdjson read of it.
class Rebuilding {
 public:
  Rebuilding(Builder& builder, std::string_view passed_over) : builder_(builder), passed_over_(passed_over) {}

  bool rebuild(const simdjson::dom::element& element) {
    using Type = simdjson::dom::element_type;
    switch (element.type()) {
      case Type::OBJECT:
        return rebuild(simdjson::dom::object(element));
      case Type::ARRAY:
        return rebuild(simdjson::dom::array(element));
      case Type::STRING: {
        std::string text{std::string_view(element)};
        return builder_.string(text);
      }
      case Type::INT64:
        return builder_.number_integer(static_cast<std::int64_t>(element));
      case Type::UINT64:
        return builder_.number_unsigned(static_cast<std::uint64_t>(element));
      case Type::DOUBLE:
        return builder_.number_float(static_cast<double>(element), {});
      case Type::BOOL:
        return builder_.boolean(static_cast<bool>(element));
      case Type::NULL_VALUE:
        return builder_.null();
    }
    return false;
  }

 private:
  bool rebuild(const simdjson::dom::object& object) {
    if (!builder_.start_object(object.size())) return false;
    for (const auto& [name, value] : object) {
      if (!passed_over_.empty() && name == passed_over_) continue;
      std::string key(name);
      if (!builder_.key(key) || !rebuild(value)) return false;
    }
    return builder_.end_object();
  }

  bool rebuild(const simdjson::dom::array& array) {
    if (!builder_.start_array(array.size())) return false;
    for (const simdjson::dom::element& one : array) {
      if (!rebuild(one)) return false;
    }
    return builder_.end_array();
  }

  Builder& builder_;
  std::string_view passed_over_;
};

/// The same value in half the time, where it is long enough to be worth it. What is not certainly the same is left to
/// the other parser, which also knows how to say what is wrong: simdjson 3.0 lets half a surrogate pass, and stops a
/// level earlier.
std::optional<Value> parse_long(std::string_view text, const JsonBudget& budget) {
  constexpr std::size_t worth_it = 4096;
  if (text.size() < worth_it || text.contains("\\ud") || text.contains("\\uD")) return std::nullopt;
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.allocate(text.size(), budget.depth) != simdjson::SUCCESS) return std::nullopt;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
  Builder builder(budget);
  if (!Rebuilding(builder, budget.passed_over).rebuild(root)) return std::nullopt;
  return builder.take();
}

}  // namespace

Result<Value> parse_json(std::string_view text, const JsonBudget& budget) {
  if (text.size() > budget.bytes) {
    return fail(Errc::invalid, "E0213",
                fmt::format("{} of JSON, at most {} are read", size_text(text.size()), size_text(budget.bytes)));
  }
  if (auto value = parse_long(text, budget)) return *std::move(value);
  Builder builder(budget);
  if (!Value::sax_parse(text.begin(), text.end(), &builder)) {
    return fail(Errc::invalid, "E0213", "not JSON: " + printable(builder.problem()));
  }
  return builder.take();
}

}  // namespace trimtab
