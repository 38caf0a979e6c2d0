package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nbd-wtf/go-nostr"
	"github.com/nbd-wtf/go-nostr/keyer"
	"github.com/nbd-wtf/go-nostr/nip17"
	"github.com/nbd-wtf/go-nostr/nip77"
)

// client is what the scenarios share: a connection and what the first of them stored.
type client struct {
	own, writer string
	relay       *nostr.Relay
	many        []*nostr.Event
	word        string
}

func event(secret string, kind int, content string, tags nostr.Tags, at nostr.Timestamp) *nostr.Event {
	made := &nostr.Event{Kind: kind, Content: content, Tags: tags, CreatedAt: at}
	if err := made.Sign(secret); err != nil {
		panic(err)
	}
	return made
}

func public(secret string) string {
	key, err := nostr.GetPublicKey(secret)
	if err != nil {
		panic(err)
	}
	return key
}

func idsOf(events []*nostr.Event) []string {
	ids := make([]string, len(events))
	for i, one := range events {
		ids[i] = one.ID
	}
	slices.Sort(ids)
	return ids
}

// same fails unless the events are those that are wanted, each once.
func same(found, wanted []*nostr.Event) error {
	if !slices.Equal(idsOf(found), idsOf(wanted)) {
		return fmt.Errorf("%d events, not the %d that are wanted", len(found), len(wanted))
	}
	return nil
}

// query asks for the stored events and fails where no EOSE comes within 20 s.
func (c *client) ask(ctx context.Context, filter nostr.Filter) ([]*nostr.Event, error) {
	bounded, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	found, err := c.relay.QuerySync(bounded, filter)
	if err == nil && bounded.Err() != nil {
		err = fmt.Errorf("no EOSE within 20 s: %w", bounded.Err())
	}
	return found, err
}

// store publishes events, twenty at a time.
func (c *client) store(ctx context.Context, events ...*nostr.Event) error {
	ended := make(chan error, len(events))
	room := make(chan struct{}, 20)
	for _, one := range events {
		room <- struct{}{}
		go func() {
			ended <- c.relay.Publish(ctx, *one)
			<-room
		}()
	}
	var errs []error
	for range events {
		errs = append(errs, <-ended)
	}
	return errors.Join(errs...)
}

// storeInOrder publishes events one after the other.
func (c *client) storeInOrder(ctx context.Context, events ...*nostr.Event) error {
	for _, one := range events {
		if err := c.relay.Publish(ctx, *one); err != nil {
			return err
		}
	}
	return nil
}

func (c *client) connect(ctx context.Context) (err error) {
	c.word = "w" + c.own[:12]
	// The connection lives as long as its context.
	if c.relay, err = nostr.RelayConnect(context.Background(), url); err != nil {
		return err
	}
	now := nostr.Now()
	for i := range 1700 {
		// Five in one second.
		at := now - 5000 + nostr.Timestamp(2*(i-i%5))
		c.many = append(c.many, event(c.writer, 1, fmt.Sprintf("%d %s", i, c.word[:1+11*(i%2)]), nil, at))
	}
	return c.store(ctx, c.many...)
}

func (c *client) query(ctx context.Context) error {
	found, err := c.ask(ctx, nostr.Filter{Authors: []string{public(c.writer)}, Limit: 10})
	if err != nil {
		return err
	}
	return same(found, c.many[1690:])
}

func (c *client) ids(ctx context.Context) error {
	found, err := c.ask(ctx, nostr.Filter{IDs: idsOf(c.many[:1200])})
	if err != nil {
		return err
	}
	return same(found, c.many[:1200])
}

func (c *client) search(ctx context.Context) error {
	note := event(c.own, 1, "the word is "+c.word, nil, nostr.Now())
	if err := c.store(ctx, note); err != nil {
		return err
	}
	found, err := c.ask(ctx, nostr.Filter{Search: c.word, Kinds: []int{1}, Authors: []string{public(c.own)}})
	if err != nil {
		return err
	}
	return same(found, []*nostr.Event{note})
}

// private sends a message (NIP-17), which a stranger does not see and its reader does.
func (c *client) private(ctx context.Context) error {
	sender, err := keyer.NewPlainKeySigner(nostr.GeneratePrivateKey())
	if err != nil {
		return err
	}
	_, wrap, err := nip17.PrepareMessage(ctx, "for you alone", nil, sender, public(c.own), nil)
	if err != nil {
		return err
	}
	if err := c.store(ctx, &wrap); err != nil {
		return err
	}
	filter := nostr.Filter{Kinds: []int{1059}, Tags: nostr.TagMap{"p": {public(c.own)}}}
	refused, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	stranger := nostr.NewSimplePool(refused)
	for one := range stranger.FetchMany(refused, []string{url}, filter) {
		return fmt.Errorf("a stranger was served %s", one.ID)
	}
	if refused.Err() != nil {
		return fmt.Errorf("a stranger was not answered")
	}
	pool := c.authenticating(ctx)
	var found []*nostr.Event
	for one := range pool.FetchMany(ctx, []string{url}, filter) {
		found = append(found, one.Event)
	}
	return same(found, []*nostr.Event{&wrap})
}

func (c *client) authenticating(ctx context.Context) *nostr.SimplePool {
	return nostr.NewSimplePool(ctx, nostr.WithAuthHandler(
		func(_ context.Context, request nostr.RelayEvent) error { return request.Sign(c.own) }))
}

func (c *client) publish(ctx context.Context) error {
	note := event(c.own, 1, "héllo 😀 \n\"quoted\"", nostr.Tags{{"t", "interop"}}, nostr.Now())
	if err := c.storeInOrder(ctx, note, note); err != nil {
		return err
	}
	found, err := c.ask(ctx, nostr.Filter{IDs: []string{note.ID}})
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0].String() != note.String() {
		return fmt.Errorf("came back as %v", found)
	}
	return nil
}

func (c *client) live(ctx context.Context) error {
	subscription, err := c.relay.Subscribe(ctx, nostr.Filters{{
		Authors: []string{public(c.own)}, Kinds: []int{7}, LimitZero: true,
	}})
	if err != nil {
		return err
	}
	defer subscription.Unsub()
	select {
	case <-subscription.EndOfStoredEvents:
	case <-time.After(10 * time.Second):
		return fmt.Errorf("no EOSE")
	}
	var reactions, came []*nostr.Event
	for i := range 5 {
		reactions = append(reactions, event(c.own, 7, fmt.Sprint(i), nil, nostr.Now()))
	}
	if err := c.store(ctx, reactions...); err != nil {
		return err
	}
	for len(came) < 5 {
		select {
		case one := <-subscription.Events:
			came = append(came, one)
		case <-time.After(9 * time.Second):
			return fmt.Errorf("%d of 5 live events", len(came))
		}
	}
	return same(came, reactions)
}

func (c *client) replace(ctx context.Context) error {
	now := nostr.Now()
	older, old, newest := event(c.own, 0, "{}", nil, now-3), event(c.own, 0, "{}", nil, now-2),
		event(c.own, 0, "{}", nil, now-1)
	if err := c.storeInOrder(ctx, old, newest); err != nil {
		return err
	}
	_ = c.relay.Publish(ctx, *older) // refused or taken, it is never served
	found, err := c.ask(ctx, nostr.Filter{Authors: []string{public(c.own)}, Kinds: []int{0}})
	if err != nil {
		return err
	}
	return same(found, []*nostr.Event{newest})
}

func (c *client) remove(ctx context.Context) error {
	note := event(c.own, 1, "regretted", nil, nostr.Now())
	deletion := event(c.own, 5, "", nostr.Tags{{"e", note.ID}}, nostr.Now())
	if err := c.storeInOrder(ctx, note, deletion); err != nil {
		return err
	}
	found, err := c.ask(ctx, nostr.Filter{IDs: []string{note.ID}})
	if err != nil {
		return err
	}
	return same(found, nil)
}

func (c *client) protected(ctx context.Context) error {
	note := event(c.own, 1, "for members", nostr.Tags{{"-"}}, nostr.Now())
	for result := range c.authenticating(ctx).PublishMany(ctx, []string{url}, *note) {
		if result.Error != nil {
			return result.Error
		}
	}
	found, err := c.ask(ctx, nostr.Filter{IDs: []string{note.ID}})
	if err != nil {
		return err
	}
	return same(found, []*nostr.Event{note})
}

func (c *client) refusals(ctx context.Context) error {
	forged := *event(c.own, 1, "whole", nil, nostr.Now())
	forged.Content = "forged"
	long := func(length int) *nostr.Event {
		return event(c.own, 30023, strings.Repeat("x", length), nostr.Tags{{"d", "x"}}, nostr.Now())
	}
	for what, bad := range map[string]*nostr.Event{
		"forged":                  &forged,
		"from tomorrow":           event(c.own, 1, "early", nil, nostr.Now()+86_400),
		"with too long a content": long(250_000),
		"longer than a message":   long(3_000_000),
	} {
		started := time.Now()
		err := c.relay.Publish(ctx, *bad)
		if err == nil || !strings.Contains(err.Error(), "invalid: ") {
			return fmt.Errorf("an event %s: %v", what, err)
		}
		if took := time.Since(started); took > 5*time.Second {
			return fmt.Errorf("an event %s was refused after %s", what, took)
		}
	}
	return c.store(ctx, event(c.own, 1, "still here", nil, nostr.Now()))
}

func (c *client) follows(ctx context.Context) error {
	var tags nostr.Tags
	var authors []string
	for range 10_000 {
		key := nostr.GeneratePrivateKey()
		authors = append(authors, key)
		tags = append(tags, nostr.Tag{"p", key, "wss://relay.example.com/"})
	}
	list := event(c.own, 3, "", tags, nostr.Now())
	if err := c.store(ctx, list); err != nil {
		return err
	}
	found, err := c.ask(ctx, nostr.Filter{Kinds: []int{3}, Authors: []string{public(c.own)}})
	if err != nil {
		return err
	}
	if err := same(found, []*nostr.Event{list}); err != nil {
		return err
	}
	found, err = c.ask(ctx, nostr.Filter{Authors: authors, Limit: 100})
	if err != nil {
		return err
	}
	return same(found, nil)
}

func (c *client) count(ctx context.Context) error {
	count, _, err := c.relay.Count(ctx, nostr.Filters{{Authors: []string{public(c.writer)}}})
	if err == nil && count != 1700 {
		err = fmt.Errorf("counted %d", count)
	}
	return err
}

// sync compares both ways with a store in memory, which holds some and lacks some.
func (c *client) sync(ctx context.Context) error {
	var here []*nostr.Event
	for i := range 20 {
		here = append(here, event(c.writer, 1, fmt.Sprint("here ", i), nil, nostr.Now()-nostr.Timestamp(i)))
	}
	local := newMemory(append(here, c.many[100:]...))
	filter := nostr.Filter{Authors: []string{public(c.writer)}}
	if err := nip77.NegentropySync(ctx, local, url, filter, nip77.Both); err != nil {
		return err
	}
	if len(local.events) != 1720 {
		return fmt.Errorf("%d events here, not 1720", len(local.events))
	}
	c.many = append(c.many, here...)
	count, _, err := c.relay.Count(ctx, nostr.Filters{filter})
	if err == nil && count != 1720 {
		err = fmt.Errorf("%d events there, not 1720", count)
	}
	return err
}

func (c *client) pager(ctx context.Context) error {
	pool := nostr.NewSimplePool(ctx)
	page := pool.PaginatorWithInterval(10 * time.Millisecond)
	var found []*nostr.Event
	for one := range page(ctx, []string{url}, nostr.Filter{Authors: []string{public(c.writer)}}) {
		found = append(found, one.Event)
	}
	return same(found, c.many)
}

// restart ends the relay under a live subscription, which must go on by itself when it is back.
func (c *client) restart(command string) func(context.Context) error {
	return func(ctx context.Context) error {
		bounded, cancel := context.WithCancel(ctx)
		defer cancel()
		filter := nostr.Filter{Authors: []string{public(c.own)}, Kinds: []int{1}, LimitZero: true}
		eose := make(chan struct{})
		came := nostr.NewSimplePool(bounded).
			SubscribeManyNotifyEOSE(bounded, []string{url}, filter, eose)
		<-eose
		if err := relay(ctx, command); err != nil {
			return err
		}
		connected, err := nostr.RelayConnect(bounded, url)
		if err != nil {
			return err
		}
		c.relay = connected
		seen, want := 0, 3
		for started := time.Now(); seen < want; {
			if time.Since(started) > 90*time.Second {
				return fmt.Errorf("the subscription did not come back within 90 s")
			}
			note := event(c.own, 1, "after "+command, nostr.Tags{{"t", nostr.GeneratePrivateKey()}}, nostr.Now())
			if err := c.store(ctx, note); err != nil {
				return err
			}
			select {
			case one := <-came:
				if one.ID == note.ID {
					seen++
				}
			case <-time.After(time.Second):
				if seen > 0 {
					return fmt.Errorf("a note after the first did not come")
				}
			}
		}
		return nil
	}
}
