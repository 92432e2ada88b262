# The default target builds the binary and the image. The target `prebuilt`
# takes a binary from dist/ instead, as `make image-prebuilt` does, for machines that
# reach no registry. Both get the same settings, from the stage `settings`, and
# both can be built for linux/amd64 and linux/arm64.
ARG GO_IMAGE=docker.io/library/golang:1.26
ARG VERSION=dev
ARG REVISION=unknown

# Cross-compiles on the builder's own platform: no emulator is needed.
FROM --platform=$BUILDPLATFORM ${GO_IMAGE} AS build
ARG VERSION
ARG TARGETOS
ARG TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN GOOS=${TARGETOS} GOARCH=${TARGETARCH} make build VERSION=${VERSION} BINARY=/out/preverified-sim

FROM scratch AS settings
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="preverified-sim" \
      org.opencontainers.image.description="Simulates Meta's Graph API for WhatsApp pre-verified phone numbers and 360dialog's Partner API on top of it" \
      org.opencontainers.image.source="https://github.com/preverified-sim/preverified-sim" \
      org.opencontainers.image.url="https://github.com/preverified-sim/preverified-sim" \
      org.opencontainers.image.documentation="https://github.com/preverified-sim/preverified-sim#readme" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# A container is reached from outside its own loopback.
ENV SIM_ADDR=0.0.0.0:8360
EXPOSE 8360
USER 65532:65532
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s --start-interval=1s CMD ["/preverified-sim", "healthcheck"]
ENTRYPOINT ["/preverified-sim"]
CMD ["serve"]

FROM settings AS prebuilt
ARG TARGETARCH
COPY dist/preverified-sim-linux-${TARGETARCH} /preverified-sim

FROM settings AS image
COPY --from=build /out/preverified-sim /preverified-sim
