# The service, as it runs in production. Build from the repository's root:
#   docker build -t ticketing-orleans --build-arg VERSION=0.1.0 --build-arg REVISION="$(git rev-parse HEAD)" .
# Without Redis__Url it keeps everything in /data: mount a volume there.
ARG DOTNET_VERSION=10.0
ARG NODE_VERSION=22

# What reads QR codes in browsers that can't by themselves.
FROM node:${NODE_VERSION}-slim AS scripts
WORKDIR /scripts
COPY src/Ticketing.Web/package.json src/Ticketing.Web/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM mcr.microsoft.com/dotnet/sdk:${DOTNET_VERSION} AS build
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source

# What decides the packages comes first, so that a change of code does not restore anew.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY src/Ticketing.Contracts/Ticketing.Contracts.csproj src/Ticketing.Contracts/
COPY src/Ticketing.Domain/Ticketing.Domain.csproj src/Ticketing.Domain/
COPY src/Ticketing.Grains/Ticketing.Grains.csproj src/Ticketing.Grains/
COPY src/Ticketing.Documents/Ticketing.Documents.csproj src/Ticketing.Documents/
COPY src/Ticketing.Gateway/Ticketing.Gateway.csproj src/Ticketing.Gateway/
COPY src/Ticketing.Integrations/Ticketing.Integrations.csproj src/Ticketing.Integrations/
COPY src/Ticketing.Storage.Sqlite/Ticketing.Storage.Sqlite.csproj src/Ticketing.Storage.Sqlite/
COPY src/Ticketing.Web/Ticketing.Web.csproj src/Ticketing.Web/
COPY src/Ticketing.Silo/Ticketing.Silo.csproj src/Ticketing.Silo/
RUN dotnet restore src/Ticketing.Silo/Ticketing.Silo.csproj --use-current-runtime -p:PublishReadyToRun=true

# Never trimmed: grains are found and made by reflection. For this platform alone: native libraries of others would double its size.
# Compiled ahead, which is half of what is left: a new pod takes a quarter less of the processor until it is ready.
COPY .editorconfig ./
COPY src/ src/
COPY --from=scripts /scripts/node_modules/ src/Ticketing.Web/node_modules/
RUN dotnet publish src/Ticketing.Silo/Ticketing.Silo.csproj -c Release --use-current-runtime --no-restore \
    -p:PublishReadyToRun=true -p:DebugType=none -p:DebugSymbols=false -o /app \
    && mkdir /data

FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET_VERSION}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Ticketing.Orleans" \
      org.opencontainers.image.description="A booking backend for events on Orleans virtual actors" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
COPY LICENSE ./
COPY --from=build /app ./
COPY --from=build --chown=1654:1654 /data /data

# Nothing but /data is written, so the root file system may be read-only. The base image's own choice of ports is taken
# back, since the service would say at every start that it does not follow it.
ENV ASPNETCORE_HTTP_PORTS="" \
    ASPNETCORE_URLS=http://+:8080 \
    Storage__Path=/data \
    Mail__Folder=/data/mail \
    DOTNET_EnableDiagnostics=0
EXPOSE 8080 11111
USER 1654:1654
# A silo that starts where all others were killed waits up to a minute for their rows in Redis.
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 CMD ["dotnet", "ticketing.dll", "health"]
ENTRYPOINT ["dotnet", "ticketing.dll"]
