# The parts of ./test, for those who have just (https://just.systems). What each does is said once, by `./test --help`.

set positional-arguments

[private]
default:
    @just --list

# Everything that must hold before a change is done
test:
    ./test

# Everything, and the long runs
nightly:
    ./test --nightly

# rustfmt would change nothing
format:
    ./test format

# clippy has no warnings
lint:
    ./test lint

# The documentation of the code builds
docs:
    ./test docs

# Unit and integration tests: just unit -p soap-proto
unit *arguments:
    ./test unit "$@"

# The binary with real clients: just end-to-end -k name
end-to-end *arguments:
    ./test end-to-end "$@"

# What is around the binary breaks: just faults -k name
faults *arguments:
    ./test faults "$@"

# Licences, sources and banned crates
deny:
    ./test deny

# Known vulnerabilities, from the network
advisories:
    ./test advisories

# Fuzz targets: just fuzz soap_request
fuzz *targets:
    ./test fuzz "$@"

# Benchmarks
bench:
    ./test bench
