# What people run. Everything is built under build/<preset>; tools/deps installs what is missing first.
.DEFAULT_GOAL := build
.PHONY: build test torture fuzz coverage demo demo-down bench format tidy clean

# The sanitizer build links large programs: at most one job per 2 GB of memory, and never more than the processors.
JOBS ?= $(shell awk -v cpus="$$(nproc)" '/MemTotal/ {jobs = int($$2 / 2097152); if (jobs < 1) jobs = 1; \
                  print (jobs < cpus) ? jobs : cpus}' /proc/meminfo)
# Everything is compiled once here, so the headers that all include are precompiled and the sources of a target are compiled
# eight at a time, the same way on every machine. `cmake --preset dev` has neither, and takes ccache.
COMPILE := -DTRIMTAB_PRECOMPILE=ON -DCMAKE_UNITY_BUILD=ON

build:
	tools/deps
	cmake --preset release $(COMPILE)
	cmake --build --preset release -j $(JOBS) --target product

# The unit tests under the address and undefined behaviour sanitizers, those where threads meet under the thread sanitizer
# too, everything else in release, and what runs the program on a command line under the first two once more: one ctest
# runs all, and its summary is the last output. What needs a Kubernetes cluster builds the programs of one first, once for
# all checkouts, which takes a quarter of an hour; KUBE=OFF leaves it out.
KUBE ?= ON
test:
	tools/deps build runtime mysql $(if $(filter ON,$(KUBE)),kube kube-node)
	cmake --preset asan $(COMPILE)
	cmake --build --preset asan -j $(JOBS) --target sanitized_tests
	cmake --preset tsan $(COMPILE)
	cmake --build --preset tsan -j $(JOBS) --target unit_tests
	cmake --preset release $(COMPILE) -DTRIMTAB_TESTS=product -DTRIMTAB_KUBE=$(KUBE) \
	  '-DTRIMTAB_TESTS_ALSO_IN=$(CURDIR)/build/asan;$(CURDIR)/build/tsan'
	cmake --build --preset release -j $(JOBS)
	ctest --preset release -j $(JOBS)

# Every case at every failpoint, and what the machine can do: an hour or more. Each failure is one line, with the command
# that has it again.
torture:
	tools/deps build runtime
	cmake --preset release $(COMPILE) -DTRIMTAB_TESTS=product
	cmake --build --preset release -j $(JOBS) --target trimtab_failpoints fixture_plugin_files
	tests/torture/run --all

# What reads the bytes of others, TIME seconds each, from the seeds and on. Finds go to tests/fuzz/found.
TIME ?= 60
fuzz:
	tools/deps build lint
	cmake --preset fuzz $(COMPILE)
	cmake --build --preset fuzz -j $(JOBS) --target fuzzers
	tests/fuzz/run build/fuzz $(TIME)

# Which lines and branches of the core the unit tests take, by layer; of the clients and stores of a cluster on a real one.
coverage:
	tools/deps build coverage $(if $(filter ON,$(KUBE)),kube)
	cmake --preset coverage $(COMPILE) $(if $(filter ON,$(KUBE)),-DTRIMTAB_TESTS=all -DTRIMTAB_KUBE=ON)
	cmake --build --preset coverage -j $(JOBS) --target unit_tests $(if $(filter ON,$(KUBE)),kube_client_test kube_state_test)
	$(if $(filter ON,$(KUBE)),tests/e2e/kube/build etcd kube-apiserver kubectl)
	tools/coverage build/coverage

demo:
	tools/demo up

demo-down:
	tools/demo down

bench: build
	bench/run build/release

format:
	tools/deps lint
	tools/lint format

tidy:
	tools/deps build lint
	tools/lint tidy

clean:
	rm -rf build
