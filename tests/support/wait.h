#pragma once

#include <chrono>
#include <functional>

namespace trimtab::test {

/// Asks a real condition again and again until it holds. False when it does not within the deadline.
[[nodiscard]] bool eventually(const std::function<bool()>& condition,
                              std::chrono::milliseconds deadline = std::chrono::seconds(20));

}  // namespace trimtab::test
