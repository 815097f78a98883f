#include "core/apply/schedule.h"

#include <algorithm>
#include <numeric>

namespace trimtab {
namespace {

/// The island of each job: jobs joined by needs, by union-find with path halving; numbered by their first member.
std::vector<std::uint32_t> islands_of(const std::vector<Job>& jobs) {
  std::vector<std::uint32_t> parent(jobs.size());
  std::iota(parent.begin(), parent.end(), 0U);
  const auto root = [&](std::uint32_t job) {
    while (parent[job] != job) job = parent[job] = parent[parent[job]];
    return job;
  };
  for (std::uint32_t job = 0; job < jobs.size(); ++job) {
    for (const auto need : jobs[job].needs) {
      const auto [low, high] = std::minmax({root(job), root(need)});
      parent[high] = low;
    }
  }
  for (std::uint32_t job = 0; job < jobs.size(); ++job) parent[job] = root(job);
  return parent;
}

}  // namespace

Schedule::Schedule(const std::vector<Job>& jobs, Stop stop)
    : stop_(stop),
      progress_(jobs.size(), Progress::pending),
      missing_(jobs.size(), 0),
      consumers_(jobs.size()),
      islands_(islands_of(jobs)),
      members_(jobs.size()) {
  for (std::uint32_t job = 0; job < jobs.size(); ++job) {
    missing_[job] = static_cast<std::uint32_t>(jobs[job].needs.size());
    for (const auto need : jobs[job].needs) consumers_[need].push_back(job);
    members_[islands_[job]].push_back(job);
    if (missing_[job] == 0) ready_.push_back(job);
  }
}

std::vector<std::uint32_t> Schedule::ready(std::size_t limit) {
  std::vector<std::uint32_t> jobs;
  while (!ready_.empty() && jobs.size() < limit) {
    const auto job = ready_.front();
    ready_.pop_front();
    if (progress_[job] != Progress::pending) continue;
    progress_[job] = Progress::intended;
    intended_.push_back(job);
    jobs.push_back(job);
  }
  return jobs;
}

std::optional<std::uint32_t> Schedule::next() {
  while (!intended_.empty()) {
    const auto job = intended_.front();
    intended_.pop_front();
    if (progress_[job] != Progress::intended) continue;
    progress_[job] = Progress::running;
    return job;
  }
  return std::nullopt;
}

void Schedule::waiting(std::uint32_t job) {
  progress_[job] = Progress::waiting;
  completed_.push_back(job);
}

void Schedule::settle(std::uint32_t job, Progress progress) {
  if (progress_[job] == Progress::running && progress != Progress::skipped) completed_.push_back(job);
  progress_[job] = progress;
  ++settled_;
}

void Schedule::done(std::uint32_t job) {
  settle(job, Progress::done);
  for (const auto consumer : consumers_[job]) {
    if (--missing_[consumer] == 0 && progress_[consumer] == Progress::pending) ready_.push_back(consumer);
  }
}

bool Schedule::skip(std::uint32_t job) {
  if (progress_[job] != Progress::pending && progress_[job] != Progress::intended) return false;
  settle(job, Progress::skipped);
  return true;
}

std::vector<std::uint32_t> Schedule::failed(std::uint32_t job) {
  settle(job, Progress::failed);
  std::vector<std::uint32_t> skipped;
  if (stop_ == Stop::island) {
    for (const auto member : members_[islands_[job]]) {
      if (skip(member)) skipped.push_back(member);
    }
    return skipped;
  }
  std::vector<std::uint32_t> open{job};
  while (!open.empty()) {
    const auto current = open.back();
    open.pop_back();
    for (const auto consumer : consumers_[current]) {
      if (!skip(consumer)) continue;
      skipped.push_back(consumer);
      open.push_back(consumer);
    }
  }
  std::ranges::sort(skipped);
  return skipped;
}

std::vector<std::uint32_t> Schedule::stop_all() {
  std::vector<std::uint32_t> skipped;
  for (std::uint32_t job = 0; job < progress_.size(); ++job) {
    if (skip(job)) skipped.push_back(job);
  }
  return skipped;
}

}  // namespace trimtab
