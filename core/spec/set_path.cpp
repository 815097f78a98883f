#include "core/spec/set_path.h"

#include <fmt/format.h>

#include <charconv>

#include "core/spec/codes.h"

namespace trimtab {
namespace {

class SetReader {
 public:
  explicit SetReader(const Source& source) : source_(source), text_(source.text) {}

  Result<SetArgument> read() {
    SetArgument argument;
    while (true) {
      TRIMTAB_TRY(SetStep step, peek() == '[' ? index() : key());
      argument.path.push_back(std::move(step));
      if (peek() == '=') break;
      if (peek() == '[') continue;
      if (peek() != '.') return refuse(at_, "a path goes on with . or [ and ends with =");
      ++at_;
    }
    argument.value = at_ + 1;
    return argument;
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  [[nodiscard]] std::unexpected<Error> refuse(std::size_t offset, std::string what) const {
    Diagnostic diagnostic;
    diagnostic.code = code::set_path;
    diagnostic.what = std::move(what);
    diagnostic.at = position_in(source_, offset);
    diagnostic.next = "--set 'spec.components.airflow.spec.workers.replicas=3'";
    return fail(Errc::usage, std::move(diagnostic));
  }

  Result<SetStep> key() {
    const std::size_t start = at_;
    SetStep step;
    if (peek() == '"') {
      for (++at_; peek() != '"'; ++at_) {
        if (at_ >= text_.size()) return refuse(start, "a quote is opened and never closed");
        if (peek() == '\\' && at_ + 1 < text_.size()) ++at_;
        step.key += text_[at_];
      }
      ++at_;
    } else {
      at_ = std::min(text_.find_first_of(".[=", at_), text_.size());
      step.key = text_.substr(start, at_ - start);
    }
    if (step.key.empty()) return refuse(start, "a key is missing");
    return placed(std::move(step), start);
  }

  Result<SetStep> index() {
    const std::size_t start = at_;
    const std::size_t close = text_.find(']', at_);
    std::size_t number = 0;
    const char* end = text_.data() + std::min(close, text_.size());
    const auto parsed = std::from_chars(text_.data() + at_ + 1, end, number);
    if (close == std::string_view::npos || parsed.ec != std::errc() || parsed.ptr != end)
      return refuse(start, "a list is indexed by a number: [0]");
    at_ = close + 1;
    SetStep step;
    step.index = number;
    return placed(std::move(step), start);
  }

  SetStep placed(SetStep step, std::size_t start) const {
    step.offset = static_cast<std::uint32_t>(start);
    step.length = static_cast<std::uint32_t>(at_ - start);
    return step;
  }

  const Source& source_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<SetArgument> parse_set(const Source& source) { return SetReader(source).read(); }

}  // namespace trimtab
