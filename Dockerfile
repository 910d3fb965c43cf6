# MCP over HTTP (`hh-mcp serve --transport http`) as a container.
#
#   docker build -t hh-mcp .
#   docker run --rm -p 127.0.0.1:8765:8765 -v hh-mcp:/data -e HH_MCP_HTTP_TOKEN="$(openssl rand -base64 32)" hh-mcp
#   docker exec -it CONTAINER hh-mcp login +79001234567     (and: hh-mcp approvals)
#
# Publish the port on 127.0.0.1 as above, or put a proxy with TLS in front: the token travels with every request.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY hh_mcp ./hh_mcp
COPY prompts ./prompts
RUN python -m venv /opt/hh-mcp && /opt/hh-mcp/bin/pip install --no-cache-dir .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home hh \
    && install --directory --owner=hh --group=hh --mode=0700 /data
COPY --from=build /opt/hh-mcp /opt/hh-mcp
ENV PATH="/opt/hh-mcp/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    HH_MCP_HOME=/data \
    HH_MCP_OPEN_BROWSER=false
USER 10001
VOLUME /data
EXPOSE 8765
# inside the container every address is listened on; Host, Origin and the token are checked as everywhere
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8765/health', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["hh-mcp"]
CMD ["serve", "--transport", "http", "--host", "0.0.0.0", "--port", "8765"]
