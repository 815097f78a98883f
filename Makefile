# What people run. Everything is built under build/<preset>; tools/deps installs what is missing first.
.DEFAULT_GOAL := build
.PHONY: build test asan demo demo-down bench format tidy clean

# The sanitizer build links large programs: at most one job per 2 GB of memory, and never more than the processors.
JOBS ?= $(shell awk -v cpus="$$(nproc)" '/MemTotal/ {jobs = int($$2 / 2097152); if (jobs < 1) jobs = 1; \
                  print (jobs < cpus) ? jobs : cpus}' /proc/meminfo)
# The compiler cache is used where it is installed, precompiled headers where it is not.
CACHE := $(if $(shell command -v ccache),-DCMAKE_CXX_COMPILER_LAUNCHER=ccache,-DTRIMTAB_PRECOMPILE=ON)

build:
	tools/deps
	cmake --preset release $(CACHE)
	cmake --build --preset release -j $(JOBS) --target product

# Everything in release: ctest's summary is the last output.
test:
	tools/deps build runtime
	cmake --preset release $(CACHE)
	cmake --build --preset release -j $(JOBS)
	ctest --preset release

# The unit tests under the address and undefined behaviour sanitizers.
asan:
	tools/deps build runtime
	cmake --preset asan $(CACHE)
	cmake --build --preset asan -j $(JOBS) --target unit_tests
	ctest --preset asan -j $(JOBS)

demo:
	tools/demo up

demo-down:
	tools/demo down

bench: build
	bench/plan/run build/release

format:
	tools/deps lint
	tools/lint format

tidy:
	tools/deps build lint
	tools/lint tidy

clean:
	rm -rf build
