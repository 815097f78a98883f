#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <vector>

namespace trimtab {

/// `work(0)` … `work(count - 1)` on a few threads, the own one among them, each of which has at least `share` to do
/// where that is worth a thread; an exception of one of them is thrown here.
template <class Work>
void side_by_side(std::size_t count, const Work& work, std::size_t share = 1) {
  const std::size_t threads = std::min<std::size_t>(8, (count + share - 1) / share);
  std::atomic<std::size_t> next = 0;
  const auto some = [&] {
    for (std::size_t one = next++; one < count; one = next++) work(one);
  };
  std::vector<std::future<void>> others;
  for (std::size_t more = 1; more < threads; ++more) {
    others.push_back(std::async(std::launch::async, some));
  }
  some();
  for (auto& other : others) other.get();
}

}  // namespace trimtab
