#include "core/model/json_text.h"

#include <fmt/format.h>

#include <limits>
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

}  // namespace

Result<Value> parse_json(std::string_view text, const JsonBudget& budget) {
  if (text.size() > budget.bytes) {
    return fail(Errc::invalid, "E0213",
                fmt::format("{} of JSON, at most {} are read", size_text(text.size()), size_text(budget.bytes)));
  }
  Builder builder(budget);
  if (!Value::sax_parse(text.begin(), text.end(), &builder)) {
    return fail(Errc::invalid, "E0213", "not JSON: " + printable(builder.problem()));
  }
  return builder.take();
}

}  // namespace trimtab
