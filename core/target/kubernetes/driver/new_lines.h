#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trimtab {

/// The lines of a log that is read again and again, each of them once. Each line has its time in front, "TIME TEXT".
class NewLines {
 public:
  /// Which of these lines, the last `limit` since `since()`, are new; without their times. Where more than these came
  /// meanwhile, "..." stands for what is missing.
  [[nodiscard]] std::vector<std::string> take(std::string_view text, std::size_t limit);
  /// The time of the last line that was taken; empty before the first.
  [[nodiscard]] std::string since() const;

 private:
  std::string last_;  // with its time
};

}  // namespace trimtab
