#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <vector>

namespace trimtab {

/// `work(0)` … `work(count - 1)` on a few threads, the own one among them; an exception of one of them is thrown here.
template <class Work>
void side_by_side(std::size_t count, const Work& work) {
  constexpr std::size_t threads = 8;
  std::atomic<std::size_t> next = 0;
  const auto some = [&] {
    for (std::size_t one = next++; one < count; one = next++) work(one);
  };
  std::vector<std::future<void>> others;
  for (std::size_t more = 1; more < std::min(count, threads); ++more) {
    others.push_back(std::async(std::launch::async, some));
  }
  some();
  for (auto& other : others) other.get();
}

}  // namespace trimtab
